/** Recorded calls, put to both engines. */
import { evaluator } from '../../src/evaluate/evaluate';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { recorded } from '../corpus/recorded';
import { judgeBySets } from './judge-by-sets';

/** How much of a file may be left open: calls to several pods at once, subsets, and what the sets cannot tell. */
const OPEN: Readonly<Record<string, number>> = {
  'envoy/golden': 0.02,
  'envoy/seeds': 0,
  'envoy/paths': 0,
  'envoy/generated': 0.01,
  'envoy/estate': 0.01,
  'envoy/waypoint': 0.05,
  'ztunnel/golden': 0.05,
  'ztunnel/peerauthentication-grid': 0,
  'networkpolicy/golden': 0.25,
  'client-tls/golden': 0.1,
  'waypoint/generated': 0.8,
};

test.each(Object.entries(OPEN))('of the calls in %s the sets tell the same, or that they cannot tell', (file, open) => {
  const differing: unknown[] = [];
  let asked = 0;
  let untold = 0;
  for (const { manifests, mesh: settings, cases } of recorded(file)) {
    const mesh = readMesh(manifests, settings);
    const [plain, sets] = [evaluator(mesh), judgeBySets(mesh)];
    for (const row of cases) {
      const request = readCase(row);
      const { verdict } = plain(request);
      const { part } = sets(request);
      asked++;
      if (part === 'undecided' || part === 'outside') untold++;
      else if (part !== verdict) differing.push({ id: row.id, verdict, part });
    }
  }
  expect(differing).toEqual([]);
  expect(untold / asked).toBeLessThanOrEqual(open);
});
