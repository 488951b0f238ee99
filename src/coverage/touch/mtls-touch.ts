/** Which PeerAuthentication does a connection touch? Each tells calls in plaintext from those with mTLS. */
import type { AskedEnvoy, AskedZtunnel } from '../../evaluate/course/asked';
import type { Mesh, MtlsMode, PeerAuthentication } from '../../policy/model';
import { mtlsModeInForce } from '../../policy/mtls-mode';
import type { Touch, Untouched } from '../policy-coverage';

/** The mode, and that of each port: what is said of plaintext, and of mTLS. One that is not set says nothing. */
export function untouchedModes(policy: PeerAuthentication): Untouched['rules'] {
  return modesOf(policy).map(({ port, mode }) => {
    const field = ['spec', ...(port === undefined ? ['mtls'] : ['portLevelMtls', String(port)]), 'mode'];
    return {
      field,
      shown: port === undefined ? `mode \`${mode}\`` : `mode \`${mode}\` of port \`${port}\``,
      values: [],
      regions: [
        { field, shown: 'a call in plaintext' },
        { field, shown: 'a call with mTLS' },
      ],
    };
  });
}

/** A mode that is set; without port, that of all others. */
interface SetMode {
  readonly port?: number;
  readonly mode: MtlsMode;
}

function modesOf({ mode, portModes }: PeerAuthentication): readonly SetMode[] {
  return [{ mode }, ...[...portModes].map(([port, own]) => ({ port, mode: own }))].filter(
    (one) => one.mode !== 'UNSET',
  );
}

/** The mode that counts at the called port, which the call touches by what it speaks. */
export function touchesOfMtls(mesh: Mesh, asked: AskedEnvoy | AskedZtunnel): readonly Touch[] {
  const { workload, port } = asked;
  if (workload === undefined || (asked.kind === 'envoy' && asked.config.proxy.kind !== 'sidecar')) return [];
  const { setBy } = mtlsModeInForce(mesh, workload, port);
  if (setBy === undefined) return [];
  const { policy, scope } = setBy;
  const rule = modesOf(policy).findIndex((one) => one.port === (scope === 'port' ? port : undefined));
  const caller = asked.kind === 'envoy' ? asked.caller : asked.call.caller;
  return [{ policy, rules: [{ rule, isMatched: true, regions: [caller.kind === 'mtls' ? 1 : 0] }] }];
}
