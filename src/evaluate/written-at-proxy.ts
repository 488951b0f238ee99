/** What somebody wrote for one proxy, as explanations tell it: found once, and kept for many calls. */
import type { Proxy } from '../policy/in-force';
import { policiesInForce, selects } from '../policy/in-force';
import { ownTrustDomains } from '../policy/mesh-settings';
import type { Action, Attachment, AuthorizationPolicy, JwtRule, Mesh, Metadata, Workload } from '../policy/model';
import type { ModeInForce } from '../policy/mtls-mode';
import { mtlsModeInForce } from '../policy/mtls-mode';
import { proxyLabels } from '../policy/proxy-labels';
import { remember } from '../policy/remember';
import type { Chain } from './enforced-rules';
import type { Facts } from './match-condition';
import type { WrittenRule } from './written-rules';
import { writtenForEnvoy } from './written-rules';

/** What is written for an Envoy, and what only seems to be. */
export interface WrittenAtProxy {
  readonly allow: readonly WrittenRule<Facts>[];
  readonly deny: readonly WrittenRule<Facts>[];
  /** the policies with rules for ALLOW, DENY and CUSTOM that are in force */
  readonly policies: Readonly<Record<Action['kind'], readonly AuthorizationPolicy[]>>;
  /** in sentences: policies of the namespace that select no workload at all */
  readonly selectingNobody: Readonly<Record<'AuthorizationPolicy' | 'RequestAuthentication', readonly string[]>>;
  /** the mode of mTLS at a port of a sidecar; undefined at other proxies */
  readonly modeAt: (port: number) => ModeInForce | undefined;
}

/** What is written for this proxy on this chain. */
export function writtenAtProxy(mesh: Mesh, proxy: Proxy, workload: Workload | undefined, chain: Chain): WrittenAtProxy {
  const inForce = policiesInForce(mesh.authorizationPolicies, mesh, proxy).filter(({ dryRun }) => !dryRun);
  const withAction = (kind: Action['kind']): readonly AuthorizationPolicy[] =>
    inForce.filter(({ action }) => action.kind === kind);
  const policies = {
    ALLOW: withAction('ALLOW'),
    DENY: withAction('DENY'),
    AUDIT: withAction('AUDIT'),
    CUSTOM: withAction('CUSTOM'),
  };
  const trustDomains = ownTrustDomains(mesh.settings);
  const isSidecar = proxy.kind === 'sidecar' && workload !== undefined;
  return {
    policies,
    modeAt: remember((port) => (isSidecar ? mtlsModeInForce(mesh, workload, port) : undefined)),
    allow: writtenForEnvoy(policies.ALLOW, chain, trustDomains),
    deny: writtenForEnvoy(policies.DENY, chain, trustDomains),
    selectingNobody: {
      AuthorizationPolicy: selectingNobody(mesh, mesh.authorizationPolicies, proxy.namespace),
      RequestAuthentication: selectingNobody(mesh, mesh.requestAuthentications, proxy.namespace),
    },
  };
}

/** The policies of this namespace whose selector selects none of its workloads, probably by mistake, in sentences. */
export function selectingNobody(
  mesh: Mesh,
  policies: readonly (Metadata & { readonly attachment: Attachment })[],
  namespace: string,
): readonly string[] {
  const workloads = mesh.workloads.filter((workload) => workload.namespace === namespace);
  return policies.flatMap((policy) => {
    const { attachment } = policy;
    if (attachment.kind !== 'selector' || policy.namespace !== namespace) return [];
    if (workloads.some((workload) => selects(attachment.labels, proxyLabels(workload)))) return [];
    const labels = Object.entries(attachment.labels).map(([key, value]) => `${key}=${value}`);
    return [
      `\`${namespace}/${policy.name}\` selects \`${labels.join(',')}\`, which no workload of \`${namespace}\` has`,
    ];
  });
}

/** Where a rule about tokens is written. */
export interface JwtOrigin {
  readonly policy: string;
  readonly index: number;
}

/** The RequestAuthentication that this rule is of, and its place there. */
export function originOf(mesh: Mesh, rule: JwtRule): JwtOrigin | undefined {
  for (const { namespace, name, jwtRules } of mesh.requestAuthentications) {
    const index = jwtRules.indexOf(rule);
    if (index >= 0) return { policy: `${namespace}/${name}`, index };
  }
  return undefined;
}

/** `namespace/name` of a proxy: that of its workload, or of its waypoint. */
export function nameOfProxy(proxy: Proxy, workload: Workload | undefined): string {
  if (workload !== undefined) return `${workload.namespace}/${workload.name}`;
  return proxy.kind === 'waypoint' ? `${proxy.namespace}/${proxy.gatewayName}` : proxy.namespace;
}
