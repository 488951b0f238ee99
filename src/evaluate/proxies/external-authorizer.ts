/** What becomes of CUSTOM policies at one proxy: an authorizer is asked, or their rules deny by themselves. */
import type { MeshSettings } from '../../policy/mesh-settings';
import type { AuthorizationPolicy } from '../../policy/model';
import { allQuoted } from '../shown-value';
import type { Chain } from './enforced-rules';

/** The CUSTOM policies in force, by what they do. */
export interface CustomPolicies {
  /** the provider that is asked about requests which `asking` matches */
  readonly provider?: string;
  readonly asking: readonly AuthorizationPolicy[];
  /** no provider can be asked about these, so that what they match is denied */
  readonly denying: readonly AuthorizationPolicy[];
}

/**
 * Sorts the CUSTOM policies. A provider that is missing or invalid, or a second one, makes their rules deny; one that
 * speaks HTTP only is not asked about TCP.
 * @see istio pilot/pkg/security/authz/builder/builder.go, `buildHTTP`, `buildTCP`, `getBadCustomDenyRules`
 */
export function sortCustom(
  policies: readonly AuthorizationPolicy[],
  settings: MeshSettings,
  chain: Chain,
): CustomPolicies {
  const names = providersOf(policies);
  const enforced = policies.filter((policy) => !policy.dryRun);
  const [provider] = names;
  if (provider === undefined) return { asking: [], denying: [] };
  const protocol = names.length === 1 ? protocolOf(provider, settings) : undefined;
  if (protocol === undefined) return { asking: [], denying: enforced };
  if (chain === 'tcp' && protocol === 'http') return { asking: [], denying: [] };
  // Istio puts the rules of a dry-run CUSTOM policy, which admission refuses, where Envoy enforces them
  return { provider, asking: enforced, denying: policies.filter((policy) => policy.dryRun) };
}

/** Why no provider can be asked about what these policies match, though they name some: in a sentence. */
export function whyNoneIsAsked(policies: readonly AuthorizationPolicy[], settings: MeshSettings): string {
  const names = providersOf(policies);
  const [name] = names;
  if (names.length > 1) return `the CUSTOM policies here name ${allQuoted(names)}, and Istio asks one alone`;
  if (name === undefined || protocolOf(name, settings) !== undefined) {
    return 'a dry run of CUSTOM, which Istio does not know, is here';
  }
  return settings.extensionProviders.some((provider) => provider.name === name)
    ? `Istio cannot ask the extension provider \`${name}\` of MeshConfig`
    : `MeshConfig has no extension provider \`${name}\``;
}

function providersOf(policies: readonly AuthorizationPolicy[]): readonly string[] {
  return [...new Set(policies.flatMap(({ action }) => (action.kind === 'CUSTOM' ? [action.provider] : [])))];
}

/** @see istio pilot/pkg/security/authz/builder/extauthz.go, `processExtensionProvider`, `validateProviderName` */
function protocolOf(name: string, settings: MeshSettings): 'http' | 'grpc' | undefined {
  const [found, ...others] = settings.extensionProviders.filter(
    (candidate) => candidate.name === name && candidate.protocol !== 'other',
  );
  const isValid = !settings.behaviour.providerNamesAreChecked || /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name);
  if (found === undefined || found.protocol === 'other' || others.length > 0 || !isValid) return undefined;
  return found.protocol;
}
