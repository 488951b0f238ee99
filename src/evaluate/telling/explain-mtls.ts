/** What the TLS layer of an Envoy said: the mode in force at the port, who set it, and who the caller proves to be. */
import type { ModeInForce } from '../../policy/mtls-mode';
import type { SpeakingCaller } from '../matching/arrival';
import { speechInWords } from '../matching/arrival';
import type { AskedEnvoy } from '../course/asked';
import type { Step } from '../explanation';
import type { WrittenAtProxy } from './written-at-proxy';

/** The step at this proxy. */
export function explainMtls(asked: AskedEnvoy, { step, modeAt }: WrittenAtProxy): Step {
  const { caller, arrival, port } = asked;
  const inForce = modeAt(port);
  if (arrival.kind === 'arrived') return step('mtls', 'pass', passed(asked, inForce), policyOf(inForce));
  const [because = ''] = arrival.verdict.because;
  if (arrival.verdict.verdict === 'undecided') return step('mtls', 'undecided', because);
  const { layer } = arrival.verdict;
  if (layer === 'network') return step('network', 'deny', because);
  if (layer !== 'mtls') return step('capture', 'deny', because); // bytes that the port does not take
  const isByMode = inForce !== undefined && !(caller.kind === 'mtls' && inForce.mode !== 'DISABLE');
  return isByMode
    ? step('mtls', 'deny', `${because} (${modeInWords(inForce)})`, policyOf(inForce))
    : step('mtls', 'deny', because);
}

function passed({ config, port, caller }: AskedEnvoy, inForce: ModeInForce | undefined): string {
  switch (config.proxy.kind) {
    case 'sidecar':
      if (inForce !== undefined && (caller.kind === 'tls' || (caller.kind === 'mtls' && inForce.mode === 'DISABLE'))) {
        return `port ${port} is ${modeInWords(inForce)}: the caller's TLS is passed on unread, and proves nobody`;
      }
      return `port ${port} is ${inForce === undefined ? '' : modeInWords(inForce)}, and ${callerInWords(caller)}`;
    case 'gateway':
      return `PeerAuthentications say nothing about gateways, and ${callerInWords(caller)}`;
    case 'waypoint':
      return `a tunnel leads to the waypoint, and ${callerInWords(caller)}`;
  }
}

/** Who the caller proves to be. */
export function callerInWords(caller: SpeakingCaller): string {
  return caller.kind === 'mtls'
    ? `the caller proves \`${caller.identity}\``
    : `the caller speaks ${speechInWords(caller)}`;
}

function modeInWords({ mode, setBy }: ModeInForce): string {
  if (setBy === undefined) return `${mode}, as no PeerAuthentication says otherwise`;
  const { policy, scope } = setBy;
  const reach = {
    mesh: 'for the mesh',
    namespace: 'for the namespace',
    workload: 'for the workload',
    port: 'for this port',
  };
  return `${mode} by PeerAuthentication \`${policy.namespace}/${policy.name}\` ${reach[scope]}`;
}

function policyOf(inForce: ModeInForce | undefined): { readonly policy: string } | undefined {
  const policy = inForce?.setBy?.policy;
  return policy === undefined ? undefined : { policy: `${policy.namespace}/${policy.name}` };
}
