/** An example, synthesized as a user would: with the real command, in its own folder, into `dist`. */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runCdk8s } from './cdk8s';

const EXAMPLES = join(ROOT, 'examples');

/** Every folder of examples/ that is a cdk8s app. */
export function exampleNames(): string[] {
  return readdirSync(EXAMPLES)
    .filter((name) => existsSync(join(EXAMPLES, name, 'cdk8s.yaml')))
    .sort();
}

/** Synthesizes examples/<name> and returns the files that came out. Fails if there are none, or an empty one. */
export function synthesizeExample(name: string): string[] {
  const folder = join(EXAMPLES, name);
  const output = join(folder, 'dist');
  rmSync(output, { recursive: true, force: true });
  runCdk8s(['synth'], folder);
  const files = existsSync(output) ? yamlFiles(output) : [];
  if (files.length === 0) throw new Error(`examples/${name} wrote nothing into dist`);
  const empty = files.find((file) => statSync(file).size === 0);
  if (empty !== undefined) throw new Error(`examples/${name} wrote an empty file: ${empty}`);
  return files;
}

function yamlFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => join(folder, file))
    .sort();
}
