import * as fc from 'fast-check';
import { randomOf } from '../../scripts/fuzz/random';
import { randomGatewayCall, randomGatewayMesh, randomPodsCall } from '../../scripts/fuzz/random-gateway';
import { randomTokensCall, randomTokensMesh } from '../../scripts/fuzz/random-tokens';
import { evaluator } from '../../src/evaluate/evaluate';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { comesTo, judgeThroughGateways, targetsBehind } from './judge-through-gateways';
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

  test('tell the same of what comes through a gateway to each port behind it, or the sets cannot tell', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(seed, (start) => {
        const random = randomOf(start);
        const { manifests, settings } = randomGatewayMesh(random);
        const mesh = readMesh(manifests, settings);
        const [plain, sets] = [comesTo(mesh), judgeThroughGateways(mesh)];
        for (let i = 0; i < CALLS; i++) {
          const call = randomGatewayCall(random);
          const request = readCase(call);
          for (const target of targetsBehind(mesh)) {
            const { part, because } = sets(request, target);
            seen.set(part, (seen.get(part) ?? 0) + 1);
            if (part === 'undecided' || part === 'outside') continue;
            const verdict = plain(request, target);
            const expected = verdict === 'undecided' && part === 'deny' ? part : verdict;
            expect({ part, because, call, target }).toEqual({ part: expected, because, call, target });
          }
        }
      }),
      // a token that one of two targets refuses, where the other does not look
      { numRuns: 80, examples: [[464171487]] },
    );
    expect(seen.get('allow')).toBeGreaterThan(20);
    expect(seen.get('undecided') ?? 0).toBeLessThan((seen.get('deny') ?? 0) / 10);
  });

  test('tell the same of requests with a token for the gateway, and another one for those behind it', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(seed, (start) => {
        const random = randomOf(start);
        const { manifests, settings } = randomTokensMesh(random);
        const mesh = readMesh(manifests, settings);
        const [plain, sets] = [comesTo(mesh), judgeThroughGateways(mesh)];
        for (let i = 0; i < CALLS; i++) {
          const call = randomTokensCall(random);
          const request = readCase(call);
          for (const target of targetsBehind(mesh)) {
            const { part, because } = sets(request, target);
            if (request.http?.tokens.length === 2) seen.set(part, (seen.get(part) ?? 0) + 1);
            if (part === 'undecided' || part === 'outside') continue;
            const verdict = plain(request, target);
            const expected = verdict === 'undecided' && part === 'deny' ? part : verdict;
            expect({ part, because, call, target }).toEqual({ part: expected, because, call, target });
          }
        }
      }),
      // where both tokens get some through
      { numRuns: 80, examples: [[300], [366]] },
    );
    expect(seen.get('allow')).toBeGreaterThan(5);
    expect(seen.get('undecided') ?? 0).toBeLessThan((seen.get('deny') ?? 0) / 5);
  });
});
