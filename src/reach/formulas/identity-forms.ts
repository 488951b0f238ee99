/** Which SPIFFE ids do the fields about the caller's identity stand for? */
import type { Behaviour } from '../../istio/behaviour';
import { principalOf } from '../../istio/identity';
import type { TextPattern as Written } from '../../istio/text-pattern';
import type { ValueOf } from '../../policy/condition-value';
import { type MeshSettings, ownTrustDomains } from '../../policy/mesh-settings';
import type { TextPart, TextPattern } from '../../sets/text-pattern';
import { ANYTHING, globParts, stringForm, textPart } from './string-forms';

/** How an identity is written in a certificate. */
export const SCHEME = 'spiffe://';
const NO_SLASH: TextPart = { kind: 'run', of: { kind: 'not', characters: '/' }, atLeast: 0 };

/** The patterns; undefined when a version reads them as regular expressions that are not told here. */
export type IdentityForms = readonly TextPattern[] | undefined;

/** `principals`: the scheme is put before the pattern, so that one with a scheme never matches. */
export function principalForms(
  { pattern }: ValueOf<'principal'>,
  { literalIdentities }: Behaviour,
  domains: readonly string[] | undefined,
): IdentityForms {
  if (pattern.kind === 'suffix' && !literalIdentities && pattern.text.includes('.')) return undefined;
  return withScheme(pattern, domains);
}

/** The SPIFFE ids whose part behind the scheme is of this pattern; `domains` are those that get in. */
export function withScheme(pattern: Written, domains?: readonly string[]): readonly TextPattern[] {
  switch (pattern.kind) {
    case 'any':
      return [stringForm(pattern)];
    case 'exact':
    case 'prefix':
      return [{ ...pattern, text: SCHEME + pattern.text }];
    case 'suffix': {
      const { text } = pattern;
      // of the identities that Istio issues, each trust domain has one that ends so
      if (domains !== undefined && WHOLE_ACCOUNT.test(text)) {
        return domains.map((domain) => ({ kind: 'exact', text: SCHEME + domain + text }));
      }
      return [{ kind: 'sequence', parts: [textPart(SCHEME), ANYTHING, ...globParts([text], ANYTHING)] }];
    }
  }
}

const WHOLE_ACCOUNT = /^\/ns\/[^/]+\/sa\/[^/]+$/;

/** `namespaces`: `*` stands for anything, wherever it is. */
export function namespaceForms(
  { text, pieces }: ValueOf<'namespace'>,
  { literalIdentities }: Behaviour,
): IdentityForms {
  if (!literalIdentities && text.includes('.')) return undefined;
  const glob = globParts(pieces, ANYTHING);
  return [{ kind: 'sequence', parts: [ANYTHING, textPart('/ns/'), ...glob, textPart('/'), ANYTHING] }];
}

/** `serviceAccounts`: exact, in whichever trust domain; `domains` are those that get in. */
export function accountForms(
  { text, namespace, name }: ValueOf<'serviceAccount'>,
  { literalServiceAccounts }: Behaviour,
  domains: readonly string[] | undefined,
): IdentityForms {
  if (!literalServiceAccounts && text.includes('.')) return undefined;
  // of the identities that Istio issues, those that end so; looking them up is quicker than looking at all ends
  return (
    domains?.map((domain) => ({ kind: 'exact', text: SCHEME + principalOf(domain, namespace, name) })) ?? [
      { kind: 'suffix', text: principalOf('', namespace, name) },
    ]
  );
}

/** `trustDomains`: `*` does not cross the `/` behind the trust domain. */
export function trustDomainForms({ text, pieces }: ValueOf<'trustDomain'>): readonly TextPattern[] {
  if (text === '*') return [{ kind: 'prefix', text: SCHEME }];
  return [{ kind: 'sequence', parts: [textPart(SCHEME), ...globParts(pieces, NO_SLASH), textPart('/'), ANYTHING] }];
}

/** The trust domains whose callers the TLS of sidecars and waypoints lets in. */
export function domainsLetIn(settings: MeshSettings): readonly string[] {
  return [...ownTrustDomains(settings), ...settings.caTrustDomains];
}

/** The identities of this trust domain. */
export function ofTrustDomain(domain: string): TextPattern {
  return { kind: 'prefix', text: `${SCHEME}${domain}/` };
}
