/** Whether the proxy of the caller speaks what a case expects: which TLS, with which server name, by which rule. */
import type { ClientTls, Spoken } from '../evaluate/client/client-speech';
import { nameOf } from '../policy/metadata';
import type { Comparison, Expectation } from './expectation';

/** What a case may expect of the proxy of its caller. */
export const OF_CLIENT: readonly string[] = ['tls', 'inner', 'sni', 'destinationRule'];

/** Compares what the case names. */
export function compareClient(expected: Expectation, speech: ClientTls): Comparison {
  if (speech.kind !== 'spoken') return { kind: 'undecided', because: speech.because };
  const observed = observedOf(speech);
  const missed = OF_CLIENT.filter((key) => key in expected && expected[key] !== observed[key]);
  if (missed.length === 0) return { kind: 'met' };
  const found = missed.map((key) => `\`${key}\` is ${observed[key] === undefined ? 'absent' : `\`${observed[key]}\``}`);
  return { kind: 'missed', because: `of what the caller's proxy speaks, ${found.join(', ')}` };
}

function observedOf({ tls, inner, sni, rule }: Spoken): Readonly<Record<string, string | undefined>> {
  return { tls, inner, sni, destinationRule: rule === undefined ? undefined : nameOf(rule) };
}
