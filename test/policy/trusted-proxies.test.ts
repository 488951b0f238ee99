import { readMesh } from '../../src/policy/read-mesh';
import { trustedProxiesOf } from '../../src/policy/trusted-proxies';

function believed(text: string | undefined, inMesh: number): number | undefined {
  const annotations = text === undefined ? {} : { 'proxy.istio.io/config': text };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'gw', namespace: 'infra', annotations } };
  const mesh = readMesh([pod], { defaultConfig: { gatewayTopology: { numTrustedProxies: inMesh } } });
  const [workload] = mesh.workloads;
  if (workload === undefined) throw new Error('no workload was read');
  return trustedProxiesOf(workload, mesh.settings);
}

describe('the number of trusted proxies', () => {
  test.each([
    ['without annotation the mesh says it', undefined, 2, 2],
    ['an empty text says nothing', '', 2, 2],
    ['an annotation about other things says nothing', 'concurrency: 2', 2, 2],
    ['the annotation goes before the mesh', 'gatewayTopology:\n  numTrustedProxies: 1', 2, 1],
    ['as JSON, too', '{"gatewayTopology": {"numTrustedProxies": 3}}', 0, 3],
    ['a comment is no setting', 'concurrency: 2 # gatewayTopology: {numTrustedProxies: 5}', 1, 1],
    ['PROXY protocol decides otherwise', 'gatewayTopology: {numTrustedProxies: 1, proxyProtocol: {}}', 0, undefined],
    ['a topology without the number, where the mesh has none', 'gatewayTopology: {}', 0, 0],
    ['a topology without the number, where the mesh has one', 'gatewayTopology: {}', 1, undefined],
    ['a text that cannot be read', 'gatewayTopology: [', 0, undefined],
    ['a topology of the wrong type', 'gatewayTopology: 1', 0, undefined],
  ])('%s', (_, text, inMesh, expected) => {
    expect(believed(text, inMesh)).toBe(expected);
  });
});
