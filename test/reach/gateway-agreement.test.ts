import * as fc from 'fast-check';
import { randomOf } from '../../scripts/fuzz/random';
import { randomGatewayMesh, randomPodsCall } from '../../scripts/fuzz/random-gateway';
import { evaluator } from '../../src/evaluate/evaluate';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { judgeBySets } from './judge-by-sets';

const CALLS = 40;
const seed = fc.integer({ min: 0, max: 2 ** 30 });

describe('the engine of sets and that of calls', () => {
  test('tell the same of each call to the pods of a gateway, or the sets cannot tell', () => {
    fc.assert(
      fc.property(seed, (start) => {
        const random = randomOf(start);
        const { manifests, settings } = randomGatewayMesh(random);
        const mesh = readMesh(manifests, settings);
        const [plain, sets] = [evaluator(mesh), judgeBySets(mesh)];
        for (let i = 0; i < CALLS; i++) {
          const call = randomPodsCall(random);
          const request = readCase(call);
          const { part, because } = sets(request);
          if (part === 'undecided' || part === 'outside') continue;
          const { verdict } = plain(request);
          // the sets may be surer that nothing gets in: they see that nobody does
          const expected = verdict === 'undecided' && part === 'deny' ? part : verdict;
          expect({ part, because, call }).toEqual({ part: expected, because, call });
        }
      }),
      { numRuns: 40 },
    );
  });
});
