/** Synthesizes the main example and prints what was written, object by object: `npm run demo`. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ROOT } from './cdk8s';
import { exampleNames, synthesizeExample } from './synthesize-example';

const MAIN_EXAMPLE = 'seed-production';
const SYNC_WAVE = 'argocd.argoproj.io/sync-wave';

interface Manifest {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: { readonly [key: string]: string };
  };
}

const name = exampleNames().includes(MAIN_EXAMPLE) ? MAIN_EXAMPLE : 'quick-start';
console.log(`cdk8s synth of examples/${name}\n`);
const files = synthesizeExample(name);
const objects = files.flatMap(manifests);
console.log(table([['KIND', 'NAMESPACE/NAME', 'SYNC WAVE'], ...objects.map(row)]));
console.log(`\n${objects.length} objects in`);
for (const file of files) console.log(`  ${relative(ROOT, file)}`);

function manifests(file: string): Manifest[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS() as Manifest;
  });
}

function row({ kind, metadata }: Manifest): string[] {
  const place = metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
  return [kind, place, metadata.annotations?.[SYNC_WAVE] ?? '-'];
}

/** The cells in columns, the last one to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows
    .map((cells) =>
      cells
        .map((cell, column) => (column === 2 ? cell.padStart(widths[2] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
