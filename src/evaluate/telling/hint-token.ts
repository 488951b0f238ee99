/** Hints on tokens: why a claim or a request principal is not what a rule wants. */
import type { Attribute } from '../../policy/rule';
import { differsInCase } from './hint-http';
import type { SeenCall } from './seen-call';
import { claimAt } from './seen-call';

/** Why the claim, or issuer and subject, are not among these. */
export function hintOnToken(
  wanted: readonly string[],
  attribute: Extract<Attribute, { kind: 'requestPrincipal' | 'claim' }>,
  { payload }: SeenCall,
  readsTokens: boolean,
): string | undefined {
  if (!readsTokens) return 'no RequestAuthentication is in force, so that no token is read';
  if (payload === undefined) return 'no token stands where the RequestAuthentication looks';
  if (attribute.kind === 'requestPrincipal') return hintOnPrincipal(wanted, payload.iss, payload.sub);
  const claim = claimAt(payload, attribute.path);
  if (typeof claim === 'number' || typeof claim === 'boolean') return 'numbers and booleans never match';
  const texts = (Array.isArray(claim) ? claim : [claim]).filter((text) => typeof text === 'string');
  return wanted.some((value) => texts.some((text) => differsInCase(value, text))) ? 'case differs' : undefined;
}

function hintOnPrincipal(wanted: readonly string[], iss: unknown, sub: unknown): string | undefined {
  if (typeof iss !== 'string' || typeof sub !== 'string') return 'a request principal is `<iss>/<sub>`';
  const got = `${iss}/${sub}`;
  if (wanted.includes(iss)) return `a request principal is \`<iss>/<sub>\`: write \`${iss}/*\``;
  return wanted.some((value) => differsInCase(value, got)) ? 'case differs' : undefined;
}
