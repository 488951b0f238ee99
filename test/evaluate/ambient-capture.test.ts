import { captureOf } from '../../src/policy/ambient-capture';
import { readMesh } from '../../src/policy/read-mesh';
import { ask, namespace, peerAuthentication, pod, STRANGER } from './ambient-mesh';

const MODE = 'istio.io/dataplane-mode';

/** The capture of the pod in a namespace of these labels; without labels the namespace is not given. */
function capture(labels: object | undefined, metadata: object = {}, spec: object = {}): string {
  const space = labels === undefined ? [] : [namespace('shop', labels), namespace('kube-system', labels)];
  const mesh = readMesh([...space, pod('a', metadata, spec)]);
  const [workload] = mesh.workloads;
  return workload === undefined ? 'no workload' : captureOf(mesh, workload).kind;
}

describe('ambient captures', () => {
  test.each([
    ['pods of an ambient namespace', { [MODE]: 'ambient' }, {}, {}, 'captured'],
    ['not those of another', {}, {}, {}, 'out'],
    ['with the case of the label', { [MODE]: 'Ambient' }, {}, {}, 'out'],
    ['not a pod that opts out', { [MODE]: 'ambient' }, { labels: { [MODE]: 'none' } }, {}, 'out'],
    ['a pod that opts in', {}, { labels: { [MODE]: 'ambient' } }, {}, 'captured'],
    ['nothing on the host network', { [MODE]: 'ambient' }, {}, { hostNetwork: true }, 'out'],
    ['nothing in kube-system', { [MODE]: 'ambient' }, { namespace: 'kube-system' }, {}, 'out'],
    ['nothing with a sidecar', { [MODE]: 'ambient', 'istio-injection': 'enabled' }, {}, {}, 'out'],
    [
      'a pod that wants no sidecar',
      { [MODE]: 'ambient', 'istio-injection': 'enabled' },
      { labels: { 'sidecar.istio.io/inject': 'false' } },
      {},
      'captured',
    ],
    [
      'no pod that asks for a sidecar',
      { [MODE]: 'ambient' },
      { labels: { 'sidecar.istio.io/inject': 'true' } },
      {},
      'out',
    ],
    [
      'nothing injected already',
      { [MODE]: 'ambient' },
      { annotations: { 'sidecar.istio.io/status': '{}' } },
      {},
      'out',
    ],
    ['no revision that may be absent', { [MODE]: 'ambient', 'istio.io/rev': 'canary' }, {}, {}, 'unknown'],
    [
      'no pod past which calls may go',
      { [MODE]: 'ambient' },
      { annotations: { 'ambient.istio.io/bypass-inbound-capture': 'true' } },
      {},
      'unknown',
    ],
    ['no namespace that is not given', undefined, {}, {}, 'unknown'],
  ])('%s', (_, labels, metadata, spec, expected) => {
    expect(capture(labels, metadata, spec)).toBe(expected);
  });

  test('what is not captured is open', () => {
    const strict = peerAuthentication('istio-system/default', 'STRICT');
    const out = pod('out', { labels: { [MODE]: 'none' } });
    expect(ask([strict, out], STRANGER, { workload: 'shop/out', port: 80 }).verdict).toBe('allow');
    expect(ask([strict], STRANGER).verdict).toBe('deny');
  });
});
