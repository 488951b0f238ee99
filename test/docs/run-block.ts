/** Runs a TypeScript block of the docs as a user would, and tells what it wrote or printed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cdk8s from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as constructs from 'constructs';
import * as zeroTrust from 'cdk8s-zero-trust';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { type Manifest, manifestsOf } from '../meaning/synthesize';

export interface Outcome {
  readonly manifests: Manifest[];
  /** what it printed on standard output */
  readonly printed: string;
  /** the message with which the synth was refused */
  readonly refused?: string;
}

/** The names of this package and of cdk8s are there, and `chart` is a chart in namespace `shop`. */
export function runBlock(source: string): Outcome {
  const outdir = mkdtempSync(join(tmpdir(), 'zero-trust-docs-'));
  try {
    return runBlockIn(outdir, source);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function runBlockIn(outdir: string, source: string): Outcome {
  const apps: cdk8s.App[] = [];
  const printed: string[] = [];
  class App extends cdk8s.App {
    public constructor(props: cdk8s.AppProps = {}) {
      super({ outdir: mkdtempSync(join(outdir, 'app-')), ...props });
      apps.push(this);
    }
  }
  const modules: { readonly [name: string]: object } = {
    cdk8s: { ...cdk8s, App },
    'cdk8s-plus-28': kplus,
    'cdk8s-zero-trust': zeroTrust,
    constructs,
  };
  const log = (line: string) => printed.push(line);
  const app = new App();
  const names = {
    ...zeroTrust,
    ...modules.cdk8s,
    app,
    chart: new cdk8s.Chart(app, 'shop', { namespace: 'shop' }),
    console: { log },
    exports: {},
    require: (name: string) => modules[name] ?? fail(`\`${name}\` is not what a page of the docs imports`),
  };
  const { outputText } = transpileModule(source, {
    compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
  });
  new Function(...Object.keys(names), `{${outputText}\n}`)(...Object.values(names));
  try {
    return { manifests: apps.flatMap(manifestsOf), printed: printed.join('\n') };
  } catch (error) {
    return { manifests: [], printed: '', refused: (error as Error).message };
  }
}

function fail(message: string): never {
  throw new Error(message);
}
