import { join } from 'node:path';
import { App, Yaml } from 'cdk8s';
import { denialsWithoutTwin, readCaseFile } from '../../test/meaning/case-file';
import { judgeCases } from '../../test/meaning/judge-cases';
import { synthesize } from '../../test/meaning/synthesize';
import { addCharts, addMeshChart } from './main';

test('the whole manifest', () => {
  expect(Yaml.stringify(...synthesize(addCharts))).toMatchSnapshot();
});

// M1, M2, M3, M4, M6, M7, M8, M9, M10
describe('what it means', () => {
  const file = readCaseFile(join(__dirname, 'cases.yaml'));

  test.each(judgeCases(file, synthesize(addCharts)))('$id, because $because', ({ decided, expected }) => {
    expect(decided).toEqual(expected);
  });
  test('every denial has an allowed twin that differs in one attribute', () => {
    expect(denialsWithoutTwin(file)).toEqual([]);
  });
});

describe('what no request shows', () => {
  const manifests = synthesize(addCharts);
  const find = (kind: string, namespace: string, name: string) =>
    manifests.find((m) => m.kind === kind && m.metadata.namespace === namespace && m.metadata.name === name);

  test('M5: callers speak mTLS to the namespace, and to the backend through a small pool', () => {
    expect(find('DestinationRule', 'production', 'default')).toMatchObject({
      spec: { host: '*.production.svc.cluster.local', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } },
    });
    expect(find('DestinationRule', 'production', 'backend')).toMatchObject({
      spec: {
        host: 'backend.production.svc.cluster.local',
        trafficPolicy: {
          tls: { mode: 'ISTIO_MUTUAL' },
          connectionPool: {
            tcp: { maxConnections: 100 },
            http: { http1MaxPendingRequests: 50, maxRequestsPerConnection: 10 },
          },
        },
      },
    });
  });

  test('M10: the application gets the payload of the token', () => {
    expect(find('RequestAuthentication', 'production', 'backend-jwt')).toMatchObject({
      spec: { jwtRules: [{ outputPayloadToHeader: 'x-jwt-payload' }] },
    });
  });

  test('M11: every proxy of the mesh writes access logs', () => {
    expect(find('Telemetry', 'istio-system', 'mesh-default')).toMatchObject({
      spec: { accessLogging: [{ providers: [{ name: 'envoy' }] }] },
    });
    const { accessLogEncoding, accessLogFormat } = addMeshChart(new App()).meshConfig;
    expect(accessLogEncoding).toBe('JSON');
    expect(JSON.parse(String(accessLogFormat))).toMatchObject({ principal: '%DOWNSTREAM_PEER_URI_SAN%' });
  });
});
