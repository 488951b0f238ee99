/** What do those say who are asked on the way of a call? */
import { decideAtProxy } from '../proxies/decide-at-proxy';
import { withExtensions } from '../proxies/extension-on-path';
import { chainOf, hear } from '../proxies/heard-call';
import type { NetworkVerdict } from '../network/network';
import { verdictOfNetwork } from '../network/network-stage';
import type { Verdict } from '../verdict';
import type { AskedEnvoy } from './asked';
import type { Stage } from './course';

/** The network is asked. */
export function atNetwork(answer: NetworkVerdict): Stage {
  return { asked: { kind: 'network', answer }, verdict: verdictOfNetwork(answer) };
}

/** An Envoy is asked. */
export function atEnvoy(asked: Omit<AskedEnvoy, 'kind' | 'heard' | 'changing'>): Stage {
  const { config, arrival } = asked;
  const heard = hear(config, arrival);
  const { verdict, changing } = withExtensions(decideAtProxy(config, heard), config.extensions, chainOf(heard));
  return { asked: { kind: 'envoy', ...asked, heard, changing }, verdict };
}

/** Nobody is asked: this is known without. */
export function unasked(verdict: Verdict): Stage {
  return { asked: { kind: 'nobody' }, verdict };
}
