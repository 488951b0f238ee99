import { App } from 'cdk8s';
import { withMesh } from 'cdk8s-zero-trust/jest';
import { addCharts } from './main';

/** The workloads are deployed elsewhere; this is all that the policies need to know of them. */
const DEPLOYED = ['shop/frontend', 'shop/backend', 'payments/ledger']
  .map((workload) => workload.split('/'))
  .map(
    ([namespace, name]) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  template:
    metadata: { labels: { app: ${name} } }
    spec: { serviceAccountName: ${name}, containers: [{ name: ${name} }] }
`,
  );
const SERVICES = `
apiVersion: v1
kind: Service
metadata: { name: backend, namespace: shop }
spec: { selector: { app: backend }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: v1
kind: Service
metadata: { name: ledger, namespace: payments }
spec: { selector: { app: ledger }, ports: [{ name: tcp, port: 9000, targetPort: 9000 }] }
`;
const REPORTS = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: reports, namespace: shop }
spec:
  template:
    metadata: { labels: { app: reports } }
    spec: { serviceAccountName: reports, containers: [{ name: reports }] }
`;

const app = new App();
addCharts(app);
const cluster = withMesh([app, ...DEPLOYED, SERVICES, REPORTS]);

test('the whole manifest', () => {
  expect(app.synthYaml()).toMatchSnapshot();
});

test('the check finds nothing', () => {
  expect(withMesh([app, ...DEPLOYED, SERVICES])).toHaveNoFindings();
});

describe('what it means', () => {
  const from = { workload: 'shop/frontend' };
  const to = { service: 'shop/backend', port: 80 };
  const request = { method: 'GET', path: '/api/items' };

  test('the network lets the frontend in, and leaves to Istio what it does there', () => {
    expect(cluster).toAllow({ from, to, request });
    expect(cluster).toDeny({ from, to, request: { ...request, method: 'POST' } }, { layer: 'authorization' });
  });
  test('whoever no route names does not even reach the proxy', () => {
    expect(cluster).toDeny({ from: { workload: 'shop/reports' }, to, request }, { layer: 'network' });
  });
  test('the tunnel of ambient is open to the backend alone', () => {
    const ledger = { service: 'payments/ledger', port: 9000 };
    expect(cluster).toAllow({ from: { workload: 'shop/backend' }, to: ledger });
    expect(cluster).toDeny({ from, to: ledger }, { layer: 'network' });
  });
});
