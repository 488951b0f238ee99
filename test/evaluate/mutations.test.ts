/** Recorded rows, spoilt at random: whatever manifests and calls hold, there is an answer, one of the four. */
import * as fc from 'fast-check';
import { evaluator } from '../../src/evaluate/evaluate';
import type { Json, JsonObject } from '../../src/policy/json-object';
import { isObject, ManifestError } from '../../src/policy/json-object';
import { readCase } from '../../src/policy/read-case';
import { tryReadMesh } from '../../src/policy/read-mesh';
import type { RecordedScenario } from '../corpus/recorded';
import { recorded } from '../corpus/recorded';

const SUITES = [
  ...['golden', 'seeds', 'generated', 'estate', 'paths', 'gateway', 'waypoint'].map((file) => `envoy/${file}`),
  ...['golden', 'generated', 'peerauthentication-grid'].map((file) => `ztunnel/${file}`),
  ...['golden', 'generated'].map((file) => `networkpolicy/${file}`),
  ...['golden', 'generated'].map((file) => `waypoint/${file}`),
];

const VALUES = [
  '',
  '*',
  '**',
  '/',
  '..;',
  '10.0.0.0/33',
  '::1',
  'shop/web',
  null,
  0,
  -1,
  65536,
  true,
  [],
  [''],
  [null],
  {},
];
const VERSIONS = ['1.26', '1.27.9', '1.28', '1.29', '1.30.1', '1.31', '1.32'];

/** What stands at these places of a value is replaced, or left out: each choice is one step further in. */
function spoil(value: Json, [choice, ...others]: readonly number[], put: Json): Json {
  if (choice === undefined) return put;
  if (Array.isArray(value) && value.length > 0) {
    return (value as readonly Json[]).map((item, index) =>
      index === choice % value.length ? spoil(item, others, put) : item,
    );
  }
  if (!isObject(value)) return put;
  const keys = Object.keys(value);
  const key = keys[choice % keys.length];
  return key === undefined ? put : { ...value, [key]: spoil(value[key], others, put) };
}

function answersTo(scenario: RecordedScenario, manifests: Json, row: Json, istioVersion: string): string {
  try {
    const { mesh } = tryReadMesh(manifests as readonly Json[], { ...scenario.mesh, istioVersion });
    return evaluator(mesh)(readCase(row as JsonObject)).verdict;
  } catch (error) {
    if (error instanceof ManifestError) return 'unreadable'; // a case, which its author is told of
    throw error;
  }
}

test.each(SUITES)('%s', (suite) => {
  const scenarios = recorded(suite);
  const path = fc.array(fc.nat({ max: 60 }), { minLength: 2, maxLength: 8 });
  const spoilt = fc.record({
    scenario: fc.nat({ max: scenarios.length - 1 }),
    row: fc.nat({ max: 100 }),
    inManifests: path,
    inRow: fc.option(path, { nil: undefined, freq: 2 }),
    value: fc.constantFrom<Json>(...VALUES),
    version: fc.constantFrom(...VERSIONS),
  });
  fc.assert(
    fc.property(spoilt, (mutation) => {
      const scenario = scenarios[mutation.scenario] as RecordedScenario;
      const row = scenario.cases[mutation.row % scenario.cases.length];
      const manifests = spoil(scenario.manifests, mutation.inManifests, mutation.value);
      const call = mutation.inRow === undefined ? row : spoil(row, mutation.inRow, mutation.value);
      expect(['allow', 'deny', 'depends', 'undecided', 'unreadable']).toContain(
        answersTo(scenario, manifests, call, mutation.version),
      );
    }),
    { numRuns: 60 },
  );
});
