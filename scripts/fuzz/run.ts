/**
 * Do both engines tell the same? Random calls in random meshes: `npm run fuzz [-- <calls> [<seed>]]`. The first
 * disagreement is printed with the mesh, so that it can be made a case.
 */
import { evaluator } from '../../src/evaluate/evaluate';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { judgeBySets } from '../../test/reach/judge-by-sets';
import { randomOf } from './random';
import { randomCall } from './random-call';
import { randomMesh } from './random-mesh';

const CALLS_A_MESH = 1_000;
const [calls = '1000000', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2);
console.log(`seed ${seed}`);

const counts = new Map<string, number>();
let meshes = 0;
for (let done = 0; done < Number(calls); meshes++) {
  const random = randomOf(Number(seed) + meshes);
  const { manifests, settings } = randomMesh(random);
  const mesh = readMesh(manifests, settings);
  const [plain, sets] = [evaluator(mesh), judgeBySets(mesh)];
  for (let i = 0; i < CALLS_A_MESH && done < Number(calls); i++, done++) {
    const call = randomCall(random);
    const request = readCase(call);
    const { verdict, because } = plain(request);
    const told = sets(request);
    count(told.part === verdict ? `both ${verdict}` : `sets: ${told.part}`);
    const isTold = told.part !== 'undecided' && told.part !== 'outside';
    // the sets may be surer that nothing gets in: they see that nobody does
    if (!isTold || told.part === verdict || (verdict === 'undecided' && told.part === 'deny')) continue;
    console.log(
      JSON.stringify({ mesh: meshes, call, plain: { verdict, because }, sets: told, settings, manifests }, null, 1),
    );
    console.log(`the engines do not agree: seed ${seed}, mesh ${meshes}`);
    process.exit(1);
  }
}
console.log(`${calls} calls in ${meshes} meshes, no disagreement`, Object.fromEntries([...counts].sort()));

function count(what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}
