/** What an app writes: its YAML, read again strictly, and what it says instead when something is wrong. */
import type { App } from 'cdk8s';
import { parseAllDocuments } from 'yaml';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each kind has a spec of its own
  readonly spec?: any;
}

/** Every object of the app, read from its YAML; a repeated key or a lost separator is an error. */
export function manifestsOf(app: App): Manifest[] {
  return parseAllDocuments(app.synthYaml(), { strict: true, uniqueKeys: true, version: '1.1' }).map((document) => {
    if (document.errors.length > 0) throw new Error(document.errors.join('\n'));
    return document.toJS() as Manifest;
  });
}

/** The one object of this kind and name. */
export function manifestOf(app: App, kind: string, name: string): Manifest {
  const found = manifestsOf(app).filter((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (found.length !== 1) throw new Error(`${found.length} objects ${kind} ${name}, expected one`);
  return found[0] as Manifest;
}

/** What synth says is wrong, a line each; none if it writes. */
export function problemsOf(app: App): string[] {
  try {
    app.synthYaml();
    return [];
  } catch (error) {
    const [title, ...lines] = (error as Error).message.split('\n');
    if (title !== 'Validation failed with the following errors:') throw error;
    return lines.map((line) => line.trim());
  }
}
