/** Which AuthorizationPolicies does a proxy ask? */
import type { AskedEnvoy, AskedZtunnel } from '../../evaluate/course/asked';
import { policiesInScope } from '../../evaluate/proxies/ztunnel-policy';
import { policiesInForce, type Proxy } from '../../policy/in-force';
import type { AuthorizationPolicy, Mesh } from '../../policy/model';
import { neighbourhoodsOf } from '../../policy/neighbourhood';
import { remember } from '../../policy/remember';

/** The policies that decide there: those of a dry run do not. */
export function policiesAskedIn(mesh: Mesh): (asked: AskedEnvoy | AskedZtunnel) => readonly AuthorizationPolicy[] {
  const near = neighbourhoodsOf(mesh);
  const atEnvoy = remember(
    ({ config: { proxy } }: AskedEnvoy) => {
      const around = near(namespaceAskedAbout(proxy));
      return decisive(policiesInForce(around.authorizationPolicies, around, proxy));
    },
    ({ config }) => config,
  );
  const atZtunnel = remember(
    ({ workload }: AskedZtunnel) => decisive(policiesInScope(near(workload.namespace), workload)),
    ({ workload }) => workload,
  );
  return (asked) => (asked.kind === 'envoy' ? atEnvoy(asked) : atZtunnel(asked));
}

/** The namespace around which all policies are that this proxy obeys: a waypoint is near those whom it serves. */
export function namespaceAskedAbout(proxy: Proxy): string {
  return proxy.kind === 'waypoint' && proxy.serves !== undefined ? proxy.serves.namespace : proxy.namespace;
}

function decisive(policies: readonly AuthorizationPolicy[]): readonly AuthorizationPolicy[] {
  return policies.filter(({ dryRun }) => !dryRun);
}
