/** Which rules of AuthorizationPolicies are in force wherever a policy is, and which may match what a rule matches? */
import type { Attachment, TargetReference } from '../policy/attachment';
import { groupBy } from '../policy/group-by';
import { selects } from '../policy/in-force';
import type { AuthorizationPolicy, Mesh } from '../policy/model';
import { remember } from '../policy/remember';
import { rulesOf } from '../policy/rule';
import type { PlacedRule } from '../reach/ways/rule-reading';
import { callersNamed, mayShareCallers } from './rule-callers';
import { widerPolicies } from './wider-policies';

/** What is in force together. */
export interface RulesInForce {
  /** policies of the action that are in force wherever this one is; itself, too */
  readonly surelyWith: (policy: AuthorizationPolicy, action: 'ALLOW' | 'DENY') => readonly AuthorizationPolicy[];
  /** policies of the action that are in force somewhere where this one is, or may be for workloads to come */
  readonly maybeWith: (policy: AuthorizationPolicy, action: 'ALLOW' | 'DENY') => readonly AuthorizationPolicy[];
  /** those of the policies' rules that may match what this one matches, as far as callers tell */
  readonly near: (rule: PlacedRule, policies: readonly AuthorizationPolicy[]) => readonly PlacedRule[];
}

/** The rules of this mesh, by where they are in force. */
export function rulesInForceIn({ authorizationPolicies, settings: { rootNamespace } }: Mesh): RulesInForce {
  const widerOf = remember(widerPolicies(authorizationPolicies, rootNamespace));
  const enforced = groupBy(
    authorizationPolicies.filter(({ dryRun }) => !dryRun),
    ({ action, namespace }) => JSON.stringify([action.kind, namespace]),
  );
  const callersOf = remember(callersNamed);
  const placedIn = remember((policy: AuthorizationPolicy) =>
    rulesOf(policy.rules).map((rule): PlacedRule => ({ policy, rule })),
  );
  return {
    surelyWith: (policy, action) =>
      widerOf(policy).filter((other) => other.action.kind === action && !isSameObject(other, policy)),
    maybeWith(policy, action) {
      const isRoot = policy.namespace === rootNamespace;
      const isAnywhere = isRoot || policy.attachment.kind === 'targets';
      const namespaces = isAnywhere
        ? [...new Set(authorizationPolicies.map(({ namespace }) => namespace))]
        : [policy.namespace, rootNamespace];
      return namespaces
        .flatMap((namespace) => enforced.get(JSON.stringify([action, namespace])) ?? [])
        .filter((other) => mayMeet(policy, other))
        .filter(
          ({ namespace, attachment }) =>
            isRoot ||
            [policy.namespace, rootNamespace].includes(namespace) ||
            mayMeetAtWaypoint(policy.attachment, attachment),
        );
    },
    near({ policy, rule }, policies) {
      const callers = callersOf(rule);
      return policies
        .flatMap(placedIn)
        .filter((one) => one.policy !== policy || one.rule !== rule)
        .filter((one) => mayShareCallers(callers, callersOf(one.rule)));
    },
  };
}

/** Whether some workload may be one that both select; what targets lead to is not compared. */
function mayMeet({ attachment: one }: AuthorizationPolicy, { attachment: other }: AuthorizationPolicy): boolean {
  if (one.kind !== 'selector' || other.kind !== 'selector') return true;
  const { labels } = other;
  const common = Object.entries(one.labels).filter(([key]) => labels[key] !== undefined);
  return selects(Object.fromEntries(common), labels);
}

/** A waypoint may serve Services of other namespaces: their policies are in force there beside its own. */
function mayMeetAtWaypoint(one: Attachment, other: Attachment): boolean {
  if (one.kind !== 'targets' || other.kind !== 'targets') return false;
  const isGateway = ({ kind }: TargetReference): boolean => kind === 'Gateway';
  const ofBoth = (a: readonly TargetReference[], b: readonly TargetReference[]): boolean =>
    a.some(isGateway) && !b.every(isGateway);
  return ofBoth(one.targets, other.targets) || ofBoth(other.targets, one.targets);
}

/** One object in two files, such as a base and its overlay, is not two policies. */
function isSameObject(a: AuthorizationPolicy, b: AuthorizationPolicy): boolean {
  return a !== b && a.namespace === b.namespace && a.name === b.name;
}
