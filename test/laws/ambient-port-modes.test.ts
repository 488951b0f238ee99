/** ZT206 speaks exactly where the engine says that ztunnel and a sidecar differ on plaintext. */
import { convertedMtls } from '../../src/evaluate/proxies/ambient-mtls';
import { type ConditionValue, ofKind } from '../../src/policy/condition-value';
import type { Mesh, Workload } from '../../src/policy/model';
import { mtlsMode } from '../../src/policy/mtls-mode';
import { readManifests } from '../../src/policy/manifest';
import { readMesh } from '../../src/policy/read-mesh';
import { reportOn } from '../analyse/checks/describe-twins';
import { all, ambient, deployment, mtls } from '../analyse/checks/manifests';

const MODES = ['UNSET', 'STRICT', 'PERMISSIVE', 'DISABLE'];
const spec = (mode: string, selector = '') => `{${selector}mtls: {mode: ${mode}}}`;
const above = (namespace: string, selectors: readonly string[]) => [
  '',
  ...MODES.flatMap((mode) => selectors.map((selector) => mtls(spec(mode, selector), 'above', namespace))),
];
const MESH = [mtls('{selector: {matchLabels: {app: none}}}', 'beside', 'istio-system')];

const cases = above('istio-system', ['']).flatMap((mesh) =>
  above('shop', ['', 'selector: {}, ']).flatMap((space) =>
    MODES.flatMap((own) =>
      ['STRICT', 'PERMISSIVE', 'DISABLE'].map((port) => {
        const policy = `{selector: {matchLabels: {app: web}}, mtls: {mode: ${own}}, portLevelMtls: {80: {mode: ${port}}}}`;
        return all(...MESH, ambient, deployment('web'), ...[mesh, space].filter(Boolean), mtls(policy, 'own'));
      }),
    ),
  ),
);

function differs(text: string): boolean {
  const mesh = readMesh(readManifests([{ name: 'a', text }]).manifests.map(({ object }) => object));
  const workload = mesh.workloads[0] as Workload;
  return [80, 81].some(
    (port) => (mtlsMode(mesh, workload, port) === 'STRICT') !== isShutToPlaintext(mesh, workload, port),
  );
}

/** A converted rule denies plaintext when each of its clauses is about no identity, or about this port. */
function isShutToPlaintext(mesh: Mesh, workload: Workload, port: number): boolean {
  const rules = convertedMtls(mesh, workload).outcomes[0] ?? [];
  return rules.some(({ clauses }) =>
    clauses.every((entries) =>
      entries.some((entry) =>
        entry.every(
          ({ attribute, values, notValues }) =>
            attribute.kind !== 'port' || ((values.length === 0 || isAmong(values, port)) && !isAmong(notValues, port)),
        ),
      ),
    ),
  );
}

function isAmong(values: readonly ConditionValue[], wanted: number): boolean {
  return ofKind(values, 'port').some(({ port }) => port === wanted);
}

test(`in ${cases.length} combinations of mesh, namespace, workload and port`, () => {
  const fires = (text: string) => reportOn(text).findings.some(({ code }) => code === 'ZT206');
  const wrong = cases.filter((text) => fires(text) !== differs(text));
  expect(wrong).toEqual([]);
});
