/**
 * What concerns the whole app at once: duplicate objects, workloads under two identities, output that the CLI would
 * lose, warnings, and whether Argo CD's annotations are written. One instance an app, kept at its root.
 */
import { ApiObject, App, Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { DEFAULT_ROOT_NAMESPACE } from '../istio/limits';
import { duplicateObjects, overwrittenFiles, unseparatedOutput } from './lost-objects';

const ZERO_TRUST_APP = Symbol.for('cdk8s-zero-trust.App');

/** A part of the app that can tell what is wrong with it as a whole, by construct. @internal */
export interface AppCheck {
  /** asked before anything is written: the problems, none if all is well */
  atSynth(): string[];
}

/** @internal */
export class ZeroTrustApp {
  /** The instance of the app that holds `scope`. */
  public static of(scope: Construct): ZeroTrustApp {
    const root = scope.node.root as IConstruct & { [ZERO_TRUST_APP]?: ZeroTrustApp };
    if (root[ZERO_TRUST_APP] === undefined) {
      const app = new ZeroTrustApp(root);
      Object.defineProperty(root, ZERO_TRUST_APP, { value: app });
      // cdk8s prints the path of the construct that complains: the chart names more than the app, whose path is empty.
      (Chart.isChart(scope) || root === scope ? scope : Chart.of(scope)).node.addValidation({
        validate: () => app.problems(),
      });
    }
    return root[ZERO_TRUST_APP] as ZeroTrustApp;
  }

  /** Whether sync waves and sync options are written. */
  public argoCd = true;

  private readonly rootNamespaces = new Set<string>();
  private readonly checks: AppCheck[] = [];
  private readonly warnings = new Set<string>();
  private revision = 0;
  private judged?: {
    readonly revision: number;
    readonly constructs: readonly IConstruct[];
    readonly problems: string[];
  };

  private constructor(private readonly root: IConstruct) {}

  /** Says that this is the root namespace of a mesh. */
  public addRootNamespace(namespace: string): void {
    this.rootNamespaces.add(namespace);
  }

  /** Whether policies of the namespace hold for the whole mesh. */
  public isRootNamespace(namespace: string): boolean {
    return this.rootNamespaces.size === 0 ? namespace === DEFAULT_ROOT_NAMESPACE : this.rootNamespaces.has(namespace);
  }

  /** Adds a check that is asked once a synth. */
  public addCheck(check: AppCheck): void {
    this.checks.push(check);
    this.changed();
  }

  /** Says that something changed, so that the next synth judges again. */
  public changed(): void {
    this.revision += 1;
  }

  /** Says something on standard error, once. */
  public warn(path: string, message: string): void {
    const line = `warning: [${path}] ${message}`;
    if (this.warnings.has(line)) return;
    this.warnings.add(line);
    // eslint-disable-next-line no-restricted-globals -- cdk8s has no warnings, and its CLI passes only stderr on
    console.warn(line);
  }

  /** cdk8s validates the whole app once a chart and once more, so the answer is kept until something changes. */
  private problems(): string[] {
    const constructs = this.root.node.findAll();
    if (this.judged?.revision !== this.revision || !isSameList(this.judged.constructs, constructs)) {
      const objects = constructs.filter((c) => ApiObject.isApiObject(c));
      const app = App.of(this.root);
      this.judged = {
        revision: this.revision,
        constructs,
        problems: [
          ...duplicateObjects(objects),
          ...overwrittenFiles(app, objects),
          ...unseparatedOutput(app),
          ...this.checks.flatMap((check) => check.atSynth()),
        ],
      };
    }
    return this.judged.problems;
  }
}

/** Also tells one removed and another added, which a count would not. */
function isSameList(a: readonly IConstruct[], b: readonly IConstruct[]): boolean {
  return a.length === b.length && a.every((construct, index) => construct === b[index]);
}
