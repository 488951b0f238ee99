/** From what is spoken to several that may be called to the one speech that they share. */
import { nameOf } from '../../policy/metadata';
import type { ClientTls } from './client-speech';
import { unsettled } from './client-speech';

/** What is spoken to all that are there, at whichever port; server name and rule only where they agree on them. */
export function agreed(speeches: readonly ClientTls[], nothing: string): ClientTls {
  const [first, ...others] = speeches.filter(({ kind }) => kind !== 'absent');
  if (first === undefined) return speeches[0] ?? { kind: 'absent', because: nothing };
  return others.reduce(common, first);
}

function common(one: ClientTls, other: ClientTls): ClientTls {
  if (one.kind !== 'spoken' || other.kind !== 'spoken') {
    const open = [one, other].find(({ kind }) => kind === 'strayed' || kind === 'unsettled');
    return open ?? (one.kind === other.kind ? one : unsettled(NOT_ALIKE));
  }
  if (one.tls !== other.tls || one.inner !== other.inner) return unsettled(NOT_ALIKE);
  const { sni, rule, ports, ...shared } = one;
  const dialled = ports === undefined || other.ports === undefined ? undefined : new Set([...ports, ...other.ports]);
  const isOneRule = rule !== undefined && other.rule !== undefined && nameOf(rule) === nameOf(other.rule);
  return {
    ...shared,
    ...(sni === undefined || sni !== other.sni ? {} : { sni }),
    ...(isOneRule ? { rule } : {}),
    ...(dialled === undefined ? {} : { ports: [...dialled].sort((a, b) => a - b) }),
  };
}

const NOT_ALIKE = 'not all that may be called is spoken to alike';
