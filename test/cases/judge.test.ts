import type { Case } from '../../src/cases/case-file';
import { judgeOf } from '../../src/cases/judge';
import type { JsonObject } from '../../src/policy/json-object';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';

const AMBIENT = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', labels: { 'istio.io/dataplane-mode': 'ambient' } },
};
const API = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'api', namespace: 'shop', labels: { app: 'api' } },
  spec: {},
};
const SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'api', namespace: 'shop' },
  spec: { selector: { app: 'api' }, ports: [{ port: 80 }] },
};
const BY_ADDRESS = {
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { name: 'p', namespace: 'shop' },
  spec: { rules: [{ when: [{ key: 'destination.ip', values: ['10.0.0.1'] }] }] },
};
const from = { identity: 'cluster.local/ns/shop/sa/web' };
const THROUGH = { from, to: { service: 'shop/api', port: 80 } };
const at = (ip: string): JsonObject => ({ from, to: { workload: 'shop/api', port: 80, ip } });

/** What becomes of these calls, which are the cases of one file. */
function verdicts(calls: readonly JsonObject[], pod: JsonObject = API): readonly string[] {
  const cases = calls.map((call, index): Case => ({
    id: `c${index}`,
    request: readCase(call),
    expect: {},
    line: 0,
    index,
  }));
  const { judge, detailOf } = judgeOf(cases, readMesh([AMBIENT, pod, SERVICE, BY_ADDRESS]));
  return cases.map((one) => {
    const judgement = judge(one);
    expect(detailOf(judgement).explanation.verdict).toEqual(judgement.verdict);
    return judgement.verdict.verdict;
  });
}

describe('the address of a workload is what the calls to it tell', () => {
  test('so that a call through its Service is decided, to either side', () => {
    expect(verdicts([THROUGH, at('10.0.0.1')])).toEqual(['allow', 'allow']);
    expect(verdicts([THROUGH, at('10.0.0.2')])).toEqual(['deny', 'deny']);
  });

  test('if they agree: of two addresses neither is taken', () => {
    expect(verdicts([THROUGH, at('10.0.0.1'), at('10.0.0.2')])).toEqual(['undecided', 'allow', 'deny']);
  });

  test('and without such a call that of the manifest, if it has one', () => {
    expect(verdicts([THROUGH])).toEqual(['undecided']);
    expect(verdicts([THROUGH], { ...API, status: { podIP: '10.0.0.1' } })).toEqual(['allow']);
  });
});
