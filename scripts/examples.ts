/** Synthesizes every example into its `dist`, and tests its case files: `npm run examples`. Needs the package built. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from './cdk8s';
import { exampleNames, synthesizeExample } from './synthesize-example';

const names = exampleNames();
if (names.length === 0) throw new Error('no example has a cdk8s.yaml');
for (const name of names) {
  for (const file of synthesizeExample(name)) console.log(relative(ROOT, file));
  testExample(name);
}
console.log(`${names.length} ${names.length === 1 ? 'example' : 'examples'} synthesized`);

/** As a user would: `zero-trust test`, in the folder of the example. */
function testExample(name: string): void {
  const folder = join(ROOT, 'examples', name);
  const files = readdirSync(folder).filter((file) => file.endsWith('cases.yaml'));
  const command = [join(ROOT, 'lib', 'cli', 'main.js'), 'test', ...files];
  const { status } = spawnSync(process.execPath, command, { cwd: folder, stdio: 'inherit' });
  if (status !== 0) throw new Error(`examples/${name}: its case files do not hold`);
}
