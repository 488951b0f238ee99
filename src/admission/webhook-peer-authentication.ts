/** What Istio's webhook says of a PeerAuthentication. */
import type { Findings } from './admission';
import { tryUint32 } from './go/numbers';
import { at, child, entries, type Message } from './message';
import { checkSelector } from './selection';

/** @see istio pkg/config/validation/validation.go, `ValidatePeerAuthentication` */
export function checkPeerAuthentication(spec: Message, findings: Findings): void {
  const selector = child(spec, 'selector');
  const ports = entries(spec, 'portLevelMtls');
  if (ports.length > 0 && (selector === undefined || entries(selector, 'matchLabels').length === 0))
    findings.reject(at(spec, 'portLevelMtls'), 'ports need a `selector` with labels; name the workload');
  for (const [key] of ports) {
    // protobuf reads keys as JSON numbers, so that signs and leading zeros are refused.
    const port = /^(0|[1-9]\d*)$/.test(key) ? tryUint32(key) : undefined;
    if (port === undefined || port < 1 || port > 65535)
      findings.reject(
        at(spec, 'portLevelMtls'),
        `\`${key}\` is not a port; give 1 to 65535, without sign or leading zero`,
      );
  }
  checkSelector(selector, 'matchLabels', findings);
}
