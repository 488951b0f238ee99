/** Which AuthorizationPolicies does a proxy ask? */
import type { AskedEnvoy, AskedZtunnel } from '../../evaluate/asked';
import { policiesInScope } from '../../evaluate/ztunnel-policy';
import { policiesInForce } from '../../policy/in-force';
import type { AuthorizationPolicy, Mesh } from '../../policy/model';
import { remember } from '../../policy/remember';

/** The policies that decide there: those of a dry run do not. */
export function policiesAskedIn(mesh: Mesh): (asked: AskedEnvoy | AskedZtunnel) => readonly AuthorizationPolicy[] {
  const atEnvoy = remember(
    ({ config: { proxy } }: AskedEnvoy) => decisive(policiesInForce(mesh.authorizationPolicies, mesh, proxy)),
    ({ config }) => config,
  );
  const atZtunnel = remember(
    ({ workload }: AskedZtunnel) => decisive(policiesInScope(mesh, workload)),
    ({ workload }) => workload,
  );
  return (asked) => (asked.kind === 'envoy' ? atEnvoy(asked) : atZtunnel(asked));
}

function decisive(policies: readonly AuthorizationPolicy[]): readonly AuthorizationPolicy[] {
  return policies.filter(({ dryRun }) => !dryRun);
}
