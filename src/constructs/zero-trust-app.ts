/**
 * What concerns the whole app at once: duplicate objects, workloads under two identities, output that the CLI would
 * lose, warnings, and whether Argo CD's annotations are written. One instance an app, kept at its root.
 */
import { ApiObject, App, Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { DEFAULT_ROOT_NAMESPACE } from '../istio/limits';
import { duplicateObjects, overwrittenFiles, unseparatedOutput } from './lost-objects';
import { type Family, familiesOf, isUnchanged } from './tree-of-app';

const ZERO_TRUST_APP = Symbol.for('cdk8s-zero-trust.App');

/** A part of the app that can tell what is wrong with it as a whole, by construct. @internal */
export interface AppCheck {
  /** asked before anything is written: the problems, none if all is well */
  atSynth(): string[];
}

/** A sync option, or one that is known at synth only. @internal */
export type SyncOption = string | (() => string | undefined);

/** @internal */
export class ZeroTrustApp {
  /** The instance of the app that holds `scope`. */
  public static of(scope: Construct): ZeroTrustApp {
    const root = scope.node.root as IConstruct & { [ZERO_TRUST_APP]?: ZeroTrustApp };
    if (root[ZERO_TRUST_APP] === undefined) {
      // cdk8s prints the path of the construct that complains: the chart names more than the app, whose path is empty.
      const place = Chart.isChart(scope) || root === scope ? scope : Chart.of(scope);
      const app = new ZeroTrustApp(root, place.node.path);
      Object.defineProperty(root, ZERO_TRUST_APP, { value: app });
      place.node.addValidation({ validate: () => app.problems() });
    }
    return root[ZERO_TRUST_APP] as ZeroTrustApp;
  }

  /** Whether sync waves and sync options are written. */
  public argoCd = true;
  /** The sync options of each object that has some. */
  public readonly syncOptions = new Map<ApiObject, SyncOption[]>();
  /** The annotation of each wave, resolved at synth: one for all objects of the wave. */
  public readonly syncWaves = new Map<number, string>();

  private readonly rootNamespaces = new Set<string>();
  private readonly checks: AppCheck[] = [];
  private readonly warnings = new Set<string>();
  private revision = 0;
  private judged?: {
    readonly revision: number;
    readonly tree: readonly Family[];
    readonly problems: string[];
  };

  private isInSynth = false;

  private constructor(
    private readonly root: IConstruct,
    /** the path under which its problems are reported */
    private readonly path: string,
  ) {
    if (root instanceof App) this.judgeOnceASynth(root);
  }

  /** Says that this is the root namespace of a mesh. */
  public addRootNamespace(namespace: string): void {
    this.rootNamespaces.add(namespace);
  }

  /** Whether policies of the namespace hold for the whole mesh. */
  public isRootNamespace(namespace: string): boolean {
    return this.rootNamespaces.size === 0 ? namespace === DEFAULT_ROOT_NAMESPACE : this.rootNamespaces.has(namespace);
  }

  /** The root namespaces of the meshes that the app speaks of. */
  public rootNamespaceNames(): string[] {
    return this.rootNamespaces.size === 0 ? [DEFAULT_ROOT_NAMESPACE] : [...this.rootNamespaces].sort();
  }

  /** Grows with every change, so that what was derived from the app is known to hold still. */
  public get currentRevision(): number {
    return this.revision;
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

  /**
   * cdk8s validates the whole app once a chart and once more. To look for additions each time would be the slowest part
   * of our work, so within one `synth` that is done once, at its end.
   */
  private judgeOnceASynth(app: App): void {
    const synth: (...given: unknown[]) => unknown = app.synth.bind(app);
    app.synth = (...given: unknown[]) => {
      delete this.judged;
      this.isInSynth = true;
      let result: unknown;
      try {
        result = synth(...given);
      } finally {
        this.isInSynth = false;
      }
      this.refuseLateAdditions();
      return result;
    };
  }

  /** Fails closed: what was added while files were written was judged by nobody, and may stand in some of them. */
  private refuseLateAdditions(): void {
    const before = this.judged?.problems;
    if (before === undefined) return;
    const problems = this.problems();
    if (problems === before || problems.length === 0) return;
    const lines = problems.map((problem) => `\n  [${this.path}] ${problem}`);
    throw new Error(`Validation failed with the following errors:${lines.join('')}`);
  }

  /** The answer is kept until something changes. */
  private problems(): string[] {
    if (this.judged?.revision !== this.revision || !(this.isInSynth || isUnchanged(this.judged.tree))) {
      const constructs = this.root.node.findAll();
      const objects = constructs.filter((c) => ApiObject.isApiObject(c));
      const app = App.of(this.root);
      const problems = [
        ...duplicateObjects(objects),
        ...overwrittenFiles(app, objects),
        ...unseparatedOutput(app),
        ...this.checks.flatMap((check) => check.atSynth()),
      ];
      this.judged = { revision: this.revision, tree: familiesOf(constructs), problems };
    }
    return this.judged.problems;
  }
}
