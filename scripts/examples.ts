/** Synthesizes every example into its `dist`: `npm run examples`. Needs the package built. */
import { relative } from 'node:path';
import { ROOT } from './cdk8s';
import { exampleNames, synthesizeExample } from './synthesize-example';

const names = exampleNames();
if (names.length === 0) throw new Error('no example has a cdk8s.yaml');
for (const name of names) {
  for (const file of synthesizeExample(name)) console.log(relative(ROOT, file));
}
console.log(`${names.length} ${names.length === 1 ? 'example' : 'examples'} synthesized`);
