/**
 * Do both engines tell the same? Random calls in random meshes, three in seven with a gateway, one with routes of
 * sidecars: `npm run fuzz [-- <calls> [<seed>]]`. The first disagreement is printed with the mesh, so that it can be
 * made a case.
 */
import { evaluator } from '../../src/evaluate/evaluate';
import type { JsonObject } from '../../src/policy/json-object';
import type { Mesh } from '../../src/policy/model';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import type { Request } from '../../src/policy/request';
import type { JudgedBySets } from '../../test/reach/judge-by-sets';
import { judgeBySets } from '../../test/reach/judge-by-sets';
import { comesTo, judgeThroughGateways, NOWHERE, targetsBehind } from '../../test/reach/judge-through-gateways';
import { judgeThroughSidecars } from '../../test/reach/judge-through-sidecars';
import type { Random } from './random';
import { randomOf } from './random';
import { randomCall } from './random-call';
import { randomGatewayCall, randomGatewayMesh, randomPodsCall } from './random-gateway';
import { randomMesh } from './random-mesh';
import { randomRoutedCall, randomRoutedMesh } from './random-routes';
import { randomTokensCall, randomTokensMesh } from './random-tokens';

const CALLS_A_MESH = 1_000;
const [calls = '1000000', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2);
console.log(`seed ${seed}`);

/** What both engines say of one call. */
interface Told {
  readonly plain: string;
  readonly sets: JudgedBySets;
}

/** Calls of one kind, and who judges them in a mesh; of one through a gateway each port behind it is asked about. */
type Asking = (mesh: Mesh) => {
  readonly callOf: (random: Random) => JsonObject;
  judge(request: Request): readonly Told[];
};

const directly =
  (callOf: (random: Random) => JsonObject): Asking =>
  (mesh) => {
    const [plain, sets] = [evaluator(mesh), judgeBySets(mesh)];
    return { callOf, judge: (request) => [{ plain: plain(request).verdict, sets: sets(request) }] };
  };

const throughGateways =
  (callOf: (random: Random) => JsonObject): Asking =>
  (mesh) => {
    const [plain, sets] = [comesTo(mesh), judgeThroughGateways(mesh)];
    const targets = targetsBehind(mesh);
    return {
      callOf,
      judge: (request) => targets.map((target) => ({ plain: plain(request, target), sets: sets(request, target) })),
    };
  };

const throughSidecars: Asking = (mesh) => {
  const judge = judgeThroughSidecars(mesh);
  const targets = targetsBehind(mesh);
  return { callOf: randomRoutedCall, judge: (request) => targets.flatMap((target) => judge(request, target) ?? []) };
};

const KINDS = [
  { meshOf: randomMesh, ask: directly(randomCall) },
  { meshOf: randomMesh, ask: directly(randomCall) },
  { meshOf: randomGatewayMesh, ask: throughGateways(randomGatewayCall) },
  { meshOf: randomMesh, ask: directly(randomCall) },
  { meshOf: randomGatewayMesh, ask: directly(randomPodsCall) },
  { meshOf: randomRoutedMesh, ask: throughSidecars },
  { meshOf: randomTokensMesh, ask: throughGateways(randomTokensCall) },
] as const;

const counts = new Map<string, number>();
let meshes = 0;
for (let done = 0; done < Number(calls); meshes++) {
  const random = randomOf(Number(seed) + meshes);
  const { meshOf, ask } = KINDS[meshes % KINDS.length] as (typeof KINDS)[number];
  const { manifests, settings } = meshOf(random);
  const { callOf, judge } = ask(readMesh(manifests, settings));
  for (let i = 0; i < CALLS_A_MESH && done < Number(calls); i++, done++) {
    const call = callOf(random);
    for (const { plain, sets } of judge(readCase(call))) {
      count(sets.part === plain ? `both ${plain}` : `sets: ${sets.part}`);
      const isTold = sets.part !== 'undecided' && sets.part !== 'outside';
      // the sets may be surer that nothing gets in: they see that nobody does
      const isSurer = plain === 'undecided' && sets.part === 'deny' && (ask !== throughSidecars || sets === NOWHERE);
      if (!isTold || sets.part === plain || isSurer) continue;
      console.log(JSON.stringify({ mesh: meshes, call, plain, sets, settings, manifests }, null, 1));
      console.log(`the engines do not agree: seed ${seed}, mesh ${meshes}`);
      process.exit(1);
    }
  }
}
console.log(`${calls} calls in ${meshes} meshes, no disagreement`, Object.fromEntries([...counts].sort()));

function count(what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}
