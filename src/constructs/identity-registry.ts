/**
 * Whether policies for one identity also reach the pods of another: ALLOW policies add up, so that would open what
 * nobody wrote.
 */
import type { Construct, IConstruct } from 'constructs';
import { ZeroTrustApp } from './zero-trust-app';

const REGISTRY = Symbol.for('cdk8s-zero-trust.Identities');

/** What the registry needs to know of an identity. @internal */
export interface RegisteredIdentity {
  readonly node: IConstruct['node'];
  readonly serviceAccountName: string;
  readonly namespaceName: string;
  _selector(): { [key: string]: string };
  _podLabels(): { [key: string]: string }[];
}

/** Every identity of the app. @internal */
export class IdentityRegistry {
  public static of(scope: Construct): IdentityRegistry {
    const root = scope.node.root as IConstruct & { [REGISTRY]?: IdentityRegistry };
    if (root[REGISTRY] === undefined) {
      const registry = new IdentityRegistry();
      Object.defineProperty(root, REGISTRY, { value: registry });
      const app = ZeroTrustApp.of(scope);
      app.addCheck({
        atSynth: () => {
          registry.warnOfRoot(app);
          return registry.overlaps((namespace) => app.isRootNamespace(namespace));
        },
      });
    }
    return root[REGISTRY] as IdentityRegistry;
  }

  private readonly identities: RegisteredIdentity[] = [];

  private constructor() {}

  public add(identity: RegisteredIdentity): void {
    this.identities.push(identity);
  }

  /** @see istio pilot/pkg/model/authorization.go, `ListAuthorizationPolicies` */
  private warnOfRoot(app: ZeroTrustApp): void {
    for (const identity of this.identities) {
      const labels = Object.entries(identity._selector()).map(([name, value]) => `${name}: ${value}`);
      if (labels.length === 0 || !app.isRootNamespace(identity.namespaceName)) continue;
      app.warn(
        identity.node.path,
        `\`${identity.namespaceName}\` is the root namespace, so the policies of \`${identity.serviceAccountName}\` hold for the pods with \`${labels.join(', ')}\` in every namespace; make sure that no other pod can carry these labels`,
      );
    }
  }

  /**
   * Indexed by one label of each selector, so that only identities with a label in common are compared. Policies of the
   * root namespace reach the pods of every namespace.
   */
  private overlaps(isRoot: (namespace: string) => boolean): string[] {
    const scopeOf = (identity: RegisteredIdentity) => (isRoot(identity.namespaceName) ? '*' : identity.namespaceName);
    const bySelector = new Map<string, RegisteredIdentity[]>();
    for (const identity of this.identities) {
      const [first] = Object.entries(identity._selector());
      if (first === undefined) continue;
      const key = labelKey(scopeOf(identity), first);
      bySelector.set(key, [...(bySelector.get(key) ?? []), identity]);
    }
    return this.identities.flatMap((identity) =>
      identity._podLabels().flatMap((labels) =>
        Object.entries(labels)
          .flatMap((label) => [identity.namespaceName, '*'].map((reach) => labelKey(reach, label)))
          .flatMap((key) => bySelector.get(key) ?? [])
          .filter((other) => other !== identity && isSelected(labels, other._selector()))
          .map(
            (other) =>
              `the pods of identity \`${identity.namespaceName}/${identity.serviceAccountName}\` (\`${identity.node.path}\`) are also selected by the policies of \`${other.serviceAccountName}\` (\`${other.node.path}\`), whose routes would open them too; give one of them another label`,
          ),
      ),
    );
  }
}

function labelKey(reach: string, [name, value]: [string, string]): string {
  return `${reach}/${name}=${value}`;
}

function isSelected(labels: { [key: string]: string }, selector: { [key: string]: string }): boolean {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}
