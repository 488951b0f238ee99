/** What Istio's webhook says of a ProxyConfig. */
import type { Findings } from './admission';
import { at, child, type Message, number } from './message';
import { checkSelector } from './selection';

/** @see istio pkg/config/validation/validation.go, `ValidateProxyConfig` */
export function checkProxyConfig(spec: Message, findings: Findings): void {
  checkSelector(child(spec, 'selector'), 'matchLabels', findings);
  const concurrency = number(spec, 'concurrency');
  if (concurrency < 0) findings.reject(at(spec, 'concurrency'), `\`${concurrency}\` is negative; give 0 or more`);
}
