/** Which SPIFFE ids do the fields about the caller's identity stand for? */
import type { Behaviour } from '../istio/behaviour';
import type { TextPart, TextPattern } from '../sets/text-pattern';
import { ANYTHING, globParts, SOMETHING, stringForm, textPart } from './string-forms';

/** How an identity is written in a certificate. */
export const SCHEME = 'spiffe://';
const NO_SLASH: TextPart = { kind: 'run', of: { kind: 'not', characters: '/' }, atLeast: 0 };

/** The patterns; undefined when a version reads them as regular expressions that are not told here. */
export type IdentityForms = readonly TextPattern[] | undefined;

/** `principals`: the scheme is put before the pattern, so that one with a scheme never matches. */
export function principalForms(pattern: string, { literalIdentities }: Behaviour): IdentityForms {
  if (pattern === '*') return [{ kind: 'sequence', parts: [SOMETHING] }];
  if (!pattern.startsWith('*')) return [stringForm(SCHEME + pattern)];
  if (!literalIdentities && pattern.includes('.')) return undefined;
  return [{ kind: 'sequence', parts: [textPart(SCHEME), ANYTHING, ...textOf(pattern.slice(1))] }];
}

/** `namespaces`: `*` stands for anything, wherever it is. */
export function namespaceForms(pattern: string, { literalIdentities }: Behaviour): IdentityForms {
  if (!literalIdentities && pattern.includes('.')) return undefined;
  const glob = globParts(pattern, ANYTHING);
  return [{ kind: 'sequence', parts: [ANYTHING, textPart('/ns/'), ...glob, textPart('/'), ANYTHING] }];
}

/** `serviceAccounts`, as `namespace/name`: exact, in whichever trust domain; `domains` are those that get in. */
export function accountForms(
  account: string,
  { literalServiceAccounts }: Behaviour,
  domains: readonly string[] | undefined,
): IdentityForms {
  if (!literalServiceAccounts && account.includes('.')) return undefined;
  const slash = account.indexOf('/');
  const end = `/ns/${account.slice(0, slash)}/sa/${account.slice(slash + 1)}`;
  // of the identities that Istio issues, those that end so; looking them up is quicker than looking at all ends
  if (domains !== undefined) return domains.map((domain) => ({ kind: 'exact', text: SCHEME + domain + end }));
  return [{ kind: 'suffix', text: end }];
}

/** `trustDomains`: `*` does not cross the `/` behind the trust domain. */
export function trustDomainForms(pattern: string): readonly TextPattern[] {
  if (pattern === '*') return [{ kind: 'prefix', text: SCHEME }];
  const glob = globParts(pattern, NO_SLASH);
  return [{ kind: 'sequence', parts: [textPart(SCHEME), ...glob, textPart('/'), ANYTHING] }];
}

/** The identities of this trust domain. */
export function ofTrustDomain(domain: string): TextPattern {
  return { kind: 'prefix', text: `${SCHEME}${domain}/` };
}

function textOf(text: string): readonly TextPart[] {
  return text === '' ? [] : [textPart(text)];
}
