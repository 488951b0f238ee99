/** What somebody wrote for one proxy, as explanations tell it: found once, and kept for many calls. */
import type { Proxy } from '../../policy/in-force';
import { policiesInForce, selects } from '../../policy/in-force';
import type { Action, Attachment, AuthorizationPolicy, JwtRule, Mesh, Metadata, Workload } from '../../policy/model';
import type { ModeInForce } from '../../policy/mtls-mode';
import { mtlsModeInForce } from '../../policy/mtls-mode';
import { proxyLabels } from '../../policy/proxy-labels';
import { remember } from '../../policy/remember';
import type { Chain } from '../proxies/enforced-rules';
import type { Facts } from '../matching/match-condition';
import { allQuoted } from '../shown-value';
import type { StepHere } from './told';
import { stepsAt } from './told';
import type { WrittenRule } from './written-rules';
import { writtenForEnvoy } from './written-rules';

/** What is written for an Envoy, with the sentences that no call changes. */
export interface WrittenAtProxy {
  readonly step: StepHere;
  readonly allow: readonly WrittenRule<Facts>[];
  readonly deny: readonly WrittenRule<Facts>[];
  /** those of `allow` and `deny` by `namespace/name#index` */
  readonly rules: ReadonlyMap<string, WrittenRule<Facts>>;
  /** the policies in force, without dry runs */
  readonly policies: Readonly<Record<Action['kind'], readonly AuthorizationPolicy[]>>;
  /** why, where no ALLOW policy is in force */
  readonly withoutAllow: string;
  /** why, where one is and no rule matches */
  readonly withoutMatch: string;
  /** why, where no RequestAuthentication is in force */
  readonly withoutTokenRules: string;
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
  const allow = writtenForEnvoy(policies.ALLOW, chain, mesh.settings);
  const deny = writtenForEnvoy(policies.DENY, chain, mesh.settings);
  const idle = selectingNobody(mesh, mesh.authorizationPolicies, proxy.namespace);
  const idleTokens = selectingNobody(mesh, mesh.requestAuthentications, proxy.namespace);
  const isSidecar = proxy.kind === 'sidecar' && workload !== undefined;
  return {
    step: stepsAt(proxy.kind, nameOfProxy(proxy, workload)),
    allow,
    deny,
    rules: new Map([...allow, ...deny].map((rule) => [`${rule.policy}#${rule.index}`, rule])),
    policies,
    withoutAllow: ['no ALLOW policy is in force, and Istio is open by default', ...idle].join('; '),
    withoutMatch: [withoutMatch(policies.ALLOW, allow.length), ...idle].join('; '),
    withoutTokenRules: ['no RequestAuthentication is in force, so that no token is read', ...idleTokens].join('; '),
    modeAt: remember((port) => (isSidecar ? mtlsModeInForce(mesh, workload, port) : undefined)),
  };
}

function withoutMatch(allowing: readonly AuthorizationPolicy[], rules: number): string {
  const names = allQuoted(allowing.map(({ namespace, name }) => `${namespace}/${name}`));
  if (rules === 0) return `ALLOW is in force by ${names}, without any rule: nothing is allowed`;
  return `ALLOW is in force by ${names}, and ${rules === 1 ? 'its one rule does not match' : `none of ${rules} rules matches`}`;
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
  readonly rule: number;
}

/** The RequestAuthentication that this rule is of, and its place there. */
export function originOf(mesh: Mesh, rule: JwtRule): JwtOrigin | undefined {
  for (const { namespace, name, jwtRules } of mesh.requestAuthentications) {
    const index = jwtRules.indexOf(rule);
    if (index >= 0) return { policy: `${namespace}/${name}`, rule: index };
  }
  return undefined;
}

/** That of its workload, or of its waypoint. */
function nameOfProxy(proxy: Proxy, workload: Workload | undefined): string {
  if (workload !== undefined) return `${workload.namespace}/${workload.name}`;
  return proxy.kind === 'waypoint' ? `${proxy.namespace}/${proxy.gatewayName}` : proxy.namespace;
}
