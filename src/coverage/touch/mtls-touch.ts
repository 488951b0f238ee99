/** Which PeerAuthentication does a connection touch? Each tells calls in plaintext from those with mTLS. */
import type { AskedEnvoy, AskedZtunnel } from '../../evaluate/asked';
import type { Mesh, PeerAuthentication } from '../../policy/model';
import { mtlsModeInForce } from '../../policy/mtls-mode';
import type { Touch, Untouched } from '../policy-coverage';

/** The mode, and that of each port: what is said of plaintext, and of mTLS. */
export function untouchedModes({ mode, portModes }: PeerAuthentication): Untouched['rules'] {
  const own = { field: ['spec', 'mtls', 'mode'], shown: `mode \`${mode}\`` };
  const ports = [...portModes].map(([port, portMode]) => ({
    field: ['spec', 'portLevelMtls', String(port), 'mode'],
    shown: `mode \`${portMode}\` of port \`${port}\``,
  }));
  return [own, ...ports].map((rule) => ({
    ...rule,
    values: [],
    regions: [
      { field: rule.field, shown: 'a call in plaintext' },
      { field: rule.field, shown: 'a call with mTLS' },
    ],
  }));
}

/** The mode that counts at the called port, which the call touches by what it speaks. */
export function touchesOfMtls(mesh: Mesh, asked: AskedEnvoy | AskedZtunnel): readonly Touch[] {
  const { workload, port } = asked;
  if (workload === undefined || (asked.kind === 'envoy' && asked.config.proxy.kind !== 'sidecar')) return [];
  const { setBy } = mtlsModeInForce(mesh, workload, port);
  if (setBy === undefined) return [];
  const { policy, scope } = setBy;
  const rule = scope === 'port' ? 1 + [...policy.portModes.keys()].indexOf(port) : 0;
  const caller = asked.kind === 'envoy' ? asked.caller : asked.call.caller;
  return [{ policy, rules: [{ rule, isMatched: true, regions: [caller.kind === 'mtls' ? 1 : 0] }] }];
}
