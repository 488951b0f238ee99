/** What an example or a page of the docs writes, as objects. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Testing } from 'cdk8s';

/** A manifest as it came out of the synth. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: { readonly [key: string]: string };
  };
}

/** Every object of the charts that `addCharts` adds. */
export function synthesize(addCharts: (app: App) => void): Manifest[] {
  const outdir = mkdtempSync(join(tmpdir(), 'zero-trust-test-'));
  try {
    const app = new App({ outdir });
    addCharts(app);
    return manifestsOf(app);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** Every object of the app. */
export function manifestsOf(app: App): Manifest[] {
  return app.charts.flatMap((chart) => Testing.synth(chart) as Manifest[]);
}
