/**
 * Whether policies for one identity also reach the pods of another: ALLOW policies add up, so that would open what
 * nobody wrote.
 */
import type { Construct, IConstruct } from 'constructs';
import {
  callersWithSidecars,
  grantsPastWaypoint,
  type TargetBehindWaypoint,
  type PossibleCaller,
} from './callers-past-waypoint';
import { callersWithoutIdentity, grantsToNobody, type KnownCaller } from './callers-without-identity';
import { RolloutOfApp, RolloutStage } from './rollout-stage';
import { waypointAccounts } from './waypoint-accounts';
import { ZeroTrustApp } from './zero-trust-app';

const REGISTRY = Symbol.for('cdk8s-zero-trust.Identities');

/** What the registry needs to know of an identity. @internal */
export interface RegisteredTarget extends PossibleCaller, KnownCaller, TargetBehindWaypoint {
  readonly construct: IConstruct;
  readonly identity: PossibleCaller['identity'] & KnownCaller['identity'];
  selector(): { [key: string]: string };
  podLabels(): { [key: string]: string }[];
}

/** Every identity of the app. @internal */
export class IdentityRegistry {
  public static of(scope: Construct): IdentityRegistry {
    const root = scope.node.root as IConstruct & { [REGISTRY]?: IdentityRegistry };
    if (root[REGISTRY] === undefined) {
      const registry = new IdentityRegistry();
      Object.defineProperty(root, REGISTRY, { value: registry });
      const app = ZeroTrustApp.of(scope);
      const waypoints = waypointAccounts(scope);
      app.addCheck({
        atSynth: () => {
          registry.warnOfRoot(app);
          registry.warnOfLocks(app);
          return [
            ...registry.impostors(waypoints),
            ...registry.strangers(RolloutOfApp.of(scope)),
            ...registry.overlaps((namespace) => app.isRootNamespace(namespace)),
          ];
        },
      });
    }
    return root[REGISTRY] as IdentityRegistry;
  }

  private readonly targets: RegisteredTarget[] = [];

  private constructor() {}

  public add(target: RegisteredTarget): void {
    this.targets.push(target);
  }

  /** The identities of the namespace that have pods with these labels. */
  public namesBehind(namespace: string, selector: { readonly [key: string]: string }): string[] {
    return this.targets
      .filter(({ identity }) => identity.namespaceName === namespace)
      .filter((target) => target.podLabels().some((labels) => isSelected(labels, selector)))
      .map(({ identity }) => identity.serviceAccountName);
  }

  /** @see istio pilot/pkg/model/authorization.go, `ListAuthorizationPolicies` */
  private warnOfRoot(app: ZeroTrustApp): void {
    for (const target of this.targets) {
      const { namespaceName, serviceAccountName } = target.identity;
      if (!app.isRootNamespace(namespaceName)) continue;
      const labels = Object.entries(target.selector()).map(([name, value]) => `${name}: ${value}`);
      if (labels.length === 0) continue;
      app.warn(
        target.construct.node.path,
        `\`${namespaceName}\` is the root namespace, so the policies of \`${serviceAccountName}\` hold for the pods with \`${labels.join(', ')}\` in every namespace; make sure that no other pod can carry these labels`,
      );
    }
  }

  private warnOfLocks(app: ZeroTrustApp): void {
    const callers = callersWithSidecars(this.targets);
    if (callers.size === 0) return;
    for (const target of this.targets) {
      for (const message of grantsPastWaypoint(target, callers)) app.warn(target.construct.node.path, message);
    }
  }

  /** Who runs as a waypoint is let in wherever it is. */
  private impostors(waypoints: ReadonlyMap<string, string>): string[] {
    return this.targets.flatMap(({ identity: { serviceAccountName, principal }, construct }) => {
      const waypoint = waypoints.get(principal);
      return waypoint === undefined
        ? []
        : [
            `service account \`${serviceAccountName}\` of identity \`${construct.node.path}\` is that of waypoint \`${waypoint}\`, and would be let in to all that stands behind it; give one of them another name`,
          ];
    });
  }

  /** At stage OBSERVE nobody is refused. */
  private strangers(rollout: RolloutOfApp): string[] {
    const outside = callersWithoutIdentity(this.targets);
    if (outside.size === 0) return [];
    return this.targets
      .filter(({ identity }) => rollout.stageOf(identity.namespaceName) !== RolloutStage.OBSERVE)
      .flatMap((target) => grantsToNobody(target.identity.serviceAccountName, target.allowRules(), outside));
  }

  /**
   * Indexed by one label of each selector, so that only identities with a label in common are compared. Policies of the
   * root namespace reach the pods of every namespace.
   */
  private overlaps(isRoot: (namespace: string) => boolean): string[] {
    const byLabel = new Map<string, Reach[]>();
    for (const target of this.targets) {
      const { namespaceName } = target.identity;
      const selector = target.selector();
      const [first] = Object.entries(selector);
      if (first === undefined) continue;
      const key = labelKey(isRoot(namespaceName) ? '*' : namespaceName, first);
      const reaches = byLabel.get(key) ?? [];
      reaches.push({ target, selector });
      byLabel.set(key, reaches);
    }
    const problems: string[] = [];
    for (const target of this.targets) {
      for (const labels of target.podLabels()) {
        for (const label of Object.entries(labels)) {
          for (const scope of [target.identity.namespaceName, '*']) {
            for (const other of byLabel.get(labelKey(scope, label)) ?? []) {
              if (other.target !== target && isSelected(labels, other.selector)) {
                problems.push(overlap(target, other.target));
              }
            }
          }
        }
      }
    }
    return problems;
  }
}

/** An identity, and the labels by which its policies choose pods. */
interface Reach {
  readonly target: RegisteredTarget;
  readonly selector: { [key: string]: string };
}

function overlap({ identity, construct }: RegisteredTarget, other: RegisteredTarget): string {
  return `the pods of identity \`${identity.namespaceName}/${identity.serviceAccountName}\` (\`${construct.node.path}\`) are also selected by the policies of \`${other.identity.serviceAccountName}\` (\`${other.construct.node.path}\`), whose routes would open them too; give one of them another label`;
}

function labelKey(scope: string, [name, value]: [string, string]): string {
  return `${scope}/${name}=${value}`;
}

function isSelected(labels: { [key: string]: string }, selector: { readonly [key: string]: string }): boolean {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}
