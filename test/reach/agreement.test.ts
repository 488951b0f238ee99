import * as fc from 'fast-check';
import { evaluator } from '../../src/evaluate/evaluate';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { arbitraryCall, arbitraryPolicies, SHOP } from '../evaluate/arbitrary-mesh';
import { judgeBySets } from './judge-by-sets';

describe('the engine of sets and that of calls', () => {
  test('tell the same of each call to a sidecar', () => {
    fc.assert(
      fc.property(arbitraryPolicies, fc.array(arbitraryCall, { minLength: 30, maxLength: 30 }), (policies, calls) => {
        const mesh = readMesh([...SHOP, ...policies]);
        const [one, other] = [evaluator(mesh), judgeBySets(mesh)];
        for (const call of calls) {
          const request = readCase(call);
          const { part, because } = other(request);
          expect({ part, because, call }).toEqual({ part: one(request).verdict, because, call });
        }
      }),
    );
  });
});
