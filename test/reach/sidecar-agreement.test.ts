import * as fc from 'fast-check';
import { randomOf } from '../../scripts/fuzz/random';
import { randomRoutedCall, randomRoutedMesh } from '../../scripts/fuzz/random-routes';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { NOWHERE, targetsBehind } from './judge-through-gateways';
import { judgeThroughSidecars } from './judge-through-sidecars';

const CALLS = 40;

test('both engines tell the same of what sidecars send by their routes, or the sets cannot tell', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 30 }), (start) => {
      const random = randomOf(start);
      const { manifests, settings } = randomRoutedMesh(random);
      const mesh = readMesh(manifests, settings);
      const judge = judgeThroughSidecars(mesh);
      for (let i = 0; i < CALLS; i++) {
        const call = randomRoutedCall(random);
        for (const target of targetsBehind(mesh)) {
          const told = judge(readCase(call), target);
          if (told === undefined) continue;
          const { plain, sets } = told;
          seen.set(`${plain} ${sets.part}`, (seen.get(`${plain} ${sets.part}`) ?? 0) + 1);
          if (sets.part === 'undecided' || sets.part === 'outside') continue;
          // what leads to other ports alone may be undecided there
          const expected = plain === 'undecided' && sets === NOWHERE ? sets.part : plain;
          expect({ ...sets, call, target }).toEqual({ ...sets, part: expected, call, target });
        }
      }
    }),
    { numRuns: 80 },
  );
  const countOf = (key: string): number => seen.get(key) ?? 0;
  expect(countOf('allow allow')).toBeGreaterThan(200);
  expect(countOf('allow undecided') + countOf('deny undecided')).toBeLessThan(countOf('allow allow') / 4);
});
