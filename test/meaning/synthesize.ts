/** What an example or a page of the docs writes, as objects. */
import { mkdtempSync } from 'node:fs';
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
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'zero-trust-test-')) });
  addCharts(app);
  return manifestsOf(app);
}

/** Every object of the app. */
export function manifestsOf(app: App): Manifest[] {
  return app.charts.flatMap((chart) => Testing.synth(chart) as Manifest[]);
}
