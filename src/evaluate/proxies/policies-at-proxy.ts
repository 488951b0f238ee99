/** What is in force at a proxy, in the form in which the proxy enforces it: all that it is told before a call comes. */
import type { Proxy } from '../../policy/in-force';
import { policiesInForce } from '../../policy/in-force';
import type { MeshSettings } from '../../policy/mesh-settings';
import type { Action, AuthorizationPolicy, Extension, JwtRule, Mesh, RequestAuthentication } from '../../policy/model';
import { byAge, compareText } from '../../policy/object-order';
import type { Chain, EnforcedRule } from './enforced-rules';
import { enforcedRules } from './enforced-rules';
import { extensionsAt } from './extension-on-path';
import { sortCustom } from './external-authorizer';
import { refusedByEnvoy } from './refused-by-envoy';
import { unknownFields } from './unknown-fields';

/** What one proxy is told. It depends on no call, so that it may be kept for many. */
export interface ProxyOrders {
  readonly proxy: Proxy;
  readonly settings: MeshSettings;
  /** the rules where HTTP is spoken, and where it is not */
  readonly rules: Readonly<Record<Chain, RulesAtProxy>>;
  readonly jwtRules: readonly JwtRule[];
  readonly extensions: readonly Extension[];
  /** why nothing can be told of what gets through TLS, in sentences */
  readonly unclear: readonly string[];
}

/** The rules at one proxy, in some form, by what they do. */
export interface RulesAtProxy<R = EnforcedRule> {
  /** about what the rules of `asking` match, this provider is asked */
  readonly provider: string;
  readonly asking: readonly R[];
  /** rules of CUSTOM policies without a provider to ask */
  readonly denyingFirst: readonly R[];
  readonly denying: readonly R[];
  /** undefined: no ALLOW policy is in force; empty: one is, and none of its rules can match */
  readonly allowing: readonly R[] | undefined;
}

/** All of these rules, whatever they do. */
export function everyRule<R>({ asking, denyingFirst, denying, allowing = [] }: RulesAtProxy<R>): readonly R[] {
  return [...asking, ...denyingFirst, ...denying, ...allowing];
}

/** All that this proxy is told. */
export function ordersFor(mesh: Mesh, proxy: Proxy): ProxyOrders {
  const inForce = policiesInForce(mesh.authorizationPolicies, mesh, proxy);
  const authentications = policiesInForce([...mesh.requestAuthentications].sort(byAge), mesh, proxy);
  return {
    proxy,
    settings: mesh.settings,
    rules: { http: rulesOn('http', inForce, mesh.settings), tcp: rulesOn('tcp', inForce, mesh.settings) },
    jwtRules: jwtRulesOf(authentications),
    extensions: extensionsAt(mesh, proxy),
    unclear: [...unknownFields(mesh.settings, inForce, authentications), ...refusedByEnvoy(inForce, authentications)],
  };
}

/** The rules of these AuthorizationPolicies. AUDIT and dry-run policies decide nothing. */
function rulesOn(chain: Chain, inForce: readonly AuthorizationPolicy[], settings: MeshSettings): RulesAtProxy {
  const withAction = (kind: Action['kind']): readonly AuthorizationPolicy[] =>
    inForce.filter((policy) => policy.action.kind === kind);
  const rules = (policies: readonly AuthorizationPolicy[]): readonly EnforcedRule[] =>
    enforcedRules(policies, chain, settings);
  const custom = sortCustom(withAction('CUSTOM'), settings, chain);
  const allow = withAction('ALLOW').filter((policy) => !policy.dryRun);
  return {
    provider: custom.provider ?? '',
    asking: rules(custom.asking),
    denyingFirst: rules(custom.denying),
    denying: rules(withAction('DENY').filter((policy) => !policy.dryRun)),
    allowing: allow.length === 0 ? undefined : rules(allow),
  };
}

/**
 * The rules of the RequestAuthentications in force: own namespace before root, older before younger, then by issuer.
 * @see istio pilot/pkg/security/authn/policy_applier.go, `convertToEnvoyJwtConfig`
 */
function jwtRulesOf(authentications: readonly RequestAuthentication[]): readonly JwtRule[] {
  return authentications
    .flatMap((policy) => policy.jwtRules)
    .sort((a, b) => compareText(a.issuer ?? '', b.issuer ?? ''));
}
