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
      ZeroTrustApp.of(scope).addCheck({ atSynth: () => registry.overlaps() });
    }
    return root[REGISTRY] as IdentityRegistry;
  }

  private readonly identities: RegisteredIdentity[] = [];

  private constructor() {}

  public add(identity: RegisteredIdentity): void {
    this.identities.push(identity);
  }

  /** Indexed by one label of each selector, so that only identities with a label in common are compared. */
  private overlaps(): string[] {
    const bySelector = new Map<string, RegisteredIdentity[]>();
    for (const identity of this.identities) {
      const [first] = Object.entries(identity._selector());
      if (first === undefined) continue;
      const key = labelKey(identity, first);
      bySelector.set(key, [...(bySelector.get(key) ?? []), identity]);
    }
    return this.identities.flatMap((identity) =>
      identity._podLabels().flatMap((labels) =>
        Object.entries(labels)
          .flatMap((label) => bySelector.get(labelKey(identity, label)) ?? [])
          .filter((other) => other !== identity && isSelected(labels, other._selector()))
          .map(
            (other) =>
              `the pods of identity \`${identity.namespaceName}/${identity.serviceAccountName}\` (\`${identity.node.path}\`) are also selected by the policies of \`${other.serviceAccountName}\` (\`${other.node.path}\`), whose routes would open them too; give one of them another label`,
          ),
      ),
    );
  }
}

function labelKey(identity: RegisteredIdentity, [name, value]: [string, string]): string {
  return `${identity.namespaceName}/${name}=${value}`;
}

function isSelected(labels: { [key: string]: string }, selector: { [key: string]: string }): boolean {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}
