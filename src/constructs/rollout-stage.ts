import type { ApiObject } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { isOneOf, optional } from './given-shape';
import { type AppCheck, ZeroTrustApp } from './zero-trust-app';

/**
 * How far a namespace that carries traffic already is on its way to zero trust. One stage a commit, and a sync between
 * them: each is left when nothing that it shows is unexpected any more.
 */
export enum RolloutStage {
  /**
   * Nothing that works now is refused, and nothing is opened: policies are dry runs, mTLS is PERMISSIVE, and what knows
   * no dry run is not written yet.
   */
  OBSERVE = 'OBSERVE',
  /** Nothing is allowed but the routes. Plaintext still arrives, without an identity that a route could name. */
  DENY = 'DENY',
  /** The same, and nothing but mTLS is accepted: what a new namespace begins with. */
  STRICT = 'STRICT',
}

/** What is checked of a stage, wherever it is given. @internal */
export const STAGE = optional(isOneOf(RolloutStage), 'a `RolloutStage`, such as `RolloutStage.OBSERVE`');

const ROLLOUT = Symbol.for('cdk8s-zero-trust.Rollout');

/** A namespace that says its stage, or the root namespace for its mesh. @internal */
export interface StagedNamespace {
  readonly construct: IConstruct;
  readonly name: string;
  /** as messages call it */
  readonly what: string;
  readonly stage: RolloutStage;
  /** what stage OBSERVE does not show there, a part of a sentence */
  readonly unseen?: string;
}

/** An object, and the namespace by whose stage it goes. @internal */
export interface StagedObject {
  readonly object: ApiObject;
  readonly namespace: string;
}

/** What refuses calls to several namespaces, as soon as its own namespace is past stage OBSERVE. @internal */
export interface ClosesMany {
  readonly construct: IConstruct;
  /** as messages call it */
  readonly what: string;
  readonly namespace: string;
  readonly below: () => readonly string[];
  /** what to do about it */
  readonly fix: string;
}

/** The stages of all namespaces of an app, and what they make of its objects. @internal */
export class RolloutOfApp implements AppCheck {
  public static of(scope: Construct): RolloutOfApp {
    const root = scope.node.root as IConstruct & { [ROLLOUT]?: RolloutOfApp };
    if (root[ROLLOUT] === undefined) {
      const app = ZeroTrustApp.of(scope);
      Object.defineProperty(root, ROLLOUT, { value: new RolloutOfApp(app) });
      app.addCheck(root[ROLLOUT] as unknown as RolloutOfApp);
    }
    return root[ROLLOUT] as unknown as RolloutOfApp;
  }

  private readonly staged = new Map<string, StagedNamespace>();
  private readonly closing: ClosesMany[] = [];
  private readonly policies: StagedObject[] = [];
  private readonly held: StagedObject[] = [];

  private constructor(private readonly app: ZeroTrustApp) {}

  public declare(namespace: StagedNamespace): void {
    this.staged.set(namespace.name, namespace);
    this.app.changed();
  }

  public addClosing(closing: ClosesMany): void {
    this.closing.push(closing);
  }

  /** The stage of this namespace: STRICT, unless somebody says otherwise until synth. */
  public stageOf(namespace: string): RolloutStage {
    return this.staged.get(namespace)?.stage ?? RolloutStage.STRICT;
  }

  public namespaceNames(): string[] {
    return [...this.staged.keys()];
  }

  /** Whether one of these is at stage DENY, so that what closes it waits for what opens it. */
  public isInDeny(namespaces: readonly string[]): boolean {
    return namespaces.some((namespace) => this.stageOf(namespace) === RolloutStage.DENY);
  }

  /** Whether mTLS and plaintext are taken there, whatever else is wanted in the end. */
  public isPermissive(namespace: string): boolean {
    return this.stageOf(namespace) !== RolloutStage.STRICT;
  }

  /** Makes the AuthorizationPolicy a dry run at stage OBSERVE. */
  public addPolicy(policy: StagedObject): void {
    this.policies.push(policy);
  }

  /** Leaves the object out at stage OBSERVE. */
  public hold(held: StagedObject): void {
    this.held.push(held);
  }

  /** cdk8s asks before it writes anything, and by now every namespace has said its stage. */
  public atSynth(): string[] {
    const observed = [...this.staged.values()].filter(({ stage }) => stage === RolloutStage.OBSERVE);
    for (const namespace of observed) this.observe(namespace);
    return this.closing.flatMap((closing) => this.closedTooEarly(closing));
  }

  private observe({ construct, name, what, unseen }: StagedNamespace): void {
    const goesBy = ({ namespace }: StagedObject) => namespace === name;
    for (const { object } of this.policies.filter(goesBy)) object.metadata.addAnnotation('istio.io/dry-run', 'true');
    const left = this.held.filter(goesBy).map(({ object }) => object);
    for (const { node } of left) node.scope?.node.tryRemoveChild(node.id);
    const list = left.map(({ kind, name: own }) => `${kind} \`${own}\``).sort();
    const parts = [
      `${what} is at stage \`OBSERVE\`, where nothing is refused yet`,
      ...(unseen === undefined ? [] : [unseen]),
      ...(list.length === 0 ? [] : [`what knows no dry run is written from stage \`DENY\` on: ${list.join(', ')}`]),
    ];
    this.app.warn(construct.node.path, parts.join('; '));
  }

  private closedTooEarly({ construct, what, namespace, below, fix }: ClosesMany): string[] {
    if (this.stageOf(namespace) === RolloutStage.OBSERVE) return [];
    return below()
      .filter((each) => each !== namespace && this.stageOf(each) === RolloutStage.OBSERVE)
      .map(
        (each) =>
          `${what} of \`${construct.node.path}\` is enforced at stage \`${this.stageOf(namespace)}\`, and refuses what namespace \`${each}\` at stage \`OBSERVE\` only looks at; ${fix}`,
      );
  }
}
