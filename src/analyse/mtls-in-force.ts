/** Which mutual TLS is in force at a workload, as far as the manifests tell? */
import type { Workload } from '../policy/model';
import { type EffectiveMode, mtlsMode } from '../policy/mtls-mode';
import type { RulePart } from './authorization-fields';
import type { Estate } from './estate';
import { portsLeftOutBy, portsNamedBy } from './ports-of-rule';

/** No port of a workload: what holds for all that have no mode of their own. */
const ANY_PORT = -1;

/** The mode, or `unknown` when it is inherited from a mesh whose policies are not among the manifests. */
export function mtlsInForce(estate: Estate, workload: Workload, port = ANY_PORT): EffectiveMode | 'unknown' {
  const { mesh, peerAuthenticationsIn } = estate.inventory();
  const own = peerAuthenticationsIn(workload.namespace);
  const root =
    workload.namespace === estate.settings.rootNamespace ? [] : peerAuthenticationsIn(estate.settings.rootNamespace);
  const mode = mtlsMode({ ...mesh, peerAuthentications: [...own, ...root] }, workload, port);
  if (knowsMeshPolicies(estate)) return mode;
  // with another mode above, a mode that is inherited would be another one
  const underStrict = mtlsMode(
    { ...mesh, peerAuthentications: [...own, strictOf(estate.settings.rootNamespace)] },
    workload,
    port,
  );
  return mode === underStrict ? mode : 'unknown';
}

/** The modes at the ports that the rule can mean; none when it can mean no port. */
export function modesForRule(
  estate: Estate,
  workload: Workload,
  rule: RulePart,
): readonly (EffectiveMode | 'unknown')[] {
  const named = portsNamedBy(rule)?.map(Number);
  const leftOut = portsLeftOutBy(rule).map(Number);
  const withOwnMode = estate
    .inventory()
    .peerAuthenticationsIn(workload.namespace)
    .flatMap(({ portModes }) => [...portModes.keys()]);
  const ports = named ?? [ANY_PORT, ...withOwnMode.filter((port) => !leftOut.includes(port))];
  return ports.map((port) => mtlsInForce(estate, workload, port));
}

/** Whether the root namespace is kept among these manifests: then what is not there does not exist. */
export function knowsMeshPolicies(estate: Estate): boolean {
  const { namespace } = estate.inventory();
  if (namespace(estate.settings.rootNamespace) !== undefined) return true;
  return (['PeerAuthentication', 'AuthorizationPolicy', 'RequestAuthentication'] as const).some((kind) =>
    estate.of(kind).some((policy) => policy.namespace === estate.settings.rootNamespace),
  );
}

/** What a check has to say that needs them, in one wording for all. */
export function aboutUnknownMesh(estate: Estate): string {
  return `no policy of the root namespace \`${estate.settings.rootNamespace}\` is among the manifests, so what the whole mesh requires, such as mutual TLS, was not judged`;
}

function strictOf(namespace: string) {
  return { namespace, name: '', labels: {}, annotations: {}, mode: 'STRICT', portModes: new Map() } as const;
}
