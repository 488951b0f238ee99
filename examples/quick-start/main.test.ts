import { App } from 'cdk8s';
import { withMesh } from 'cdk8s-zero-trust/jest';
import { addCharts } from './main';

/** The workloads are deployed elsewhere; this is all that the policies need to know of them. */
const DEPLOYED = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: shop }
spec:
  template:
    metadata: { labels: { app: orders } }
    spec: { serviceAccountName: orders, containers: [{ name: orders }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: payments, namespace: shop }
spec:
  template:
    metadata: { labels: { app: payments } }
    spec: { serviceAccountName: payments, containers: [{ name: payments, ports: [{ containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: payments, namespace: shop }
spec: { selector: { app: payments }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
`;

const app = new App();
addCharts(app);
const shop = withMesh([app, DEPLOYED]);

test('the whole manifest', () => {
  expect(app.synthYaml()).toMatchSnapshot();
});

test('the check finds nothing', () => {
  expect(shop).toHaveNoFindings();
});

describe('what it means', () => {
  const from = { workload: 'shop/orders' };
  const to = { workload: 'shop/payments', port: 8080 };
  const request = { method: 'POST', path: '/charges' };

  test('orders charges, and deletes no charge', () => {
    expect(shop).toAllow({ from, to, request });
    expect(shop).toDeny({ from, to, request: { ...request, method: 'DELETE' } }, { layer: 'authorization' });
  });
  test('nobody else charges', () => {
    const stranger = { identity: 'cluster.local/ns/shop/sa/reports' };
    expect(shop).toDeny({ from: stranger, to, request }, { layer: 'authorization', status: 403 });
    expect(shop).toDeny({ from: { plaintext: true }, to, request }, { layer: 'mtls' });
  });
});
