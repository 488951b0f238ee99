/** Which AuthorizationPolicies ztunnel enforces for a workload, and what is left of them. */
import { selects } from '../../policy/in-force';
import type { AuthorizationPolicy, Mesh, Workload } from '../../policy/model';
import { rulesOf } from '../../policy/rule';
import type { Layer4Rule } from '../matching/layer4-rule';
import { convertRule, isBlank } from '../matching/layer4-rule';
import type { ConnectionRule } from '../matching/match-connection';
import { askable } from '../matching/match-connection';

/** A policy as ztunnel has it. An ALLOW policy counts as one even when no rule is left. */
export interface ZtunnelPolicy {
  readonly name: string;
  readonly action: 'ALLOW' | 'DENY';
  readonly rules: readonly ConnectionRule[];
  /** what ztunnel does not do although it is written, in sentences */
  readonly unenforced: readonly string[];
}

/** The policies for this workload: of its namespace, of the whole mesh, and those whose selector it matches. */
export function policiesInScope(mesh: Mesh, workload: Workload): readonly AuthorizationPolicy[] {
  return mesh.authorizationPolicies.filter((policy) => isInScope(mesh, policy, workload));
}

/** @see istio pilot/pkg/serviceregistry/ambient/workloads.go, `buildWorkloadPolicies` */
function isInScope(mesh: Mesh, policy: AuthorizationPolicy, workload: Workload): boolean {
  if (policy.namespace !== workload.namespace && policy.namespace !== mesh.settings.rootNamespace) return false;
  switch (policy.attachment.kind) {
    case 'targets':
      return false; // meant for waypoints and gateways
    case 'everything':
      return true;
    case 'selector': {
      const { labels } = policy.attachment;
      // istiod attaches `selector: {}` to no workload, and ztunnel does not look at namespaces for it either
      if (Object.keys(labels).length === 0) return false;
      return hasNoLabels(workload) || selects(labels, workload.labels);
    }
  }
}

/**
 * Labels that are nil switch istiod's filter off, so that the pod gets what any selector asks for. Only a bare pod has
 * none: whatever makes pods labels them.
 * @see istio pkg/kube/krt/filter.go, `FilterSelects`
 */
function hasNoLabels(workload: Workload): boolean {
  return workload.kind === 'Pod' && Object.keys(workload.labels).length === 0;
}

/**
 * The policy as istiod sends it; undefined when it does not.
 * @see istio pilot/pkg/serviceregistry/ambient/authorization.go, `convertAuthorizationPolicy`
 */
export function convertPolicy(policy: AuthorizationPolicy): ZtunnelPolicy | undefined {
  if (policy.dryRun) return undefined;
  const action = policy.action.kind;
  switch (action) {
    case 'AUDIT':
    case 'CUSTOM':
      return undefined; // ztunnel has no such action
    case 'ALLOW':
    case 'DENY':
      return convertRules(policy, action);
  }
}

function convertRules(policy: AuthorizationPolicy, action: 'ALLOW' | 'DENY'): ZtunnelPolicy {
  const name = `${policy.namespace}/${policy.name}`;
  const conversions = rulesOf(policy.rules).map((written) => ({ written, ...convertRule(action, written) }));
  return {
    name,
    action,
    rules: conversions.flatMap(({ rule }) => (rule === undefined ? [] : askable(rule))),
    unenforced: conversions.flatMap(({ written, rule, lost }) => {
      if (lost.length === 0) return [];
      const fields = [...new Set(lost)].map((field) => `\`${field}\``).join(', ');
      return [`rule ${name}#${written.index} asks for ${fields}, which ztunnel cannot see, and ${effectOf(rule)}`];
    }),
  };
}

function effectOf(rule: Layer4Rule | undefined): string {
  if (rule === undefined) return 'is left out';
  return isBlank(rule) ? 'never matches' : 'matches without it';
}
