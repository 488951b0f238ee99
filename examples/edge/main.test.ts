import { App } from 'cdk8s';
import { withMesh } from 'cdk8s-zero-trust/jest';
import { addCharts } from './main';

const app = new App();
addCharts(app);
const mesh = withMesh(app);

test('the whole manifest', () => {
  expect(app.synthYaml()).toMatchSnapshot();
});

test('the check finds nothing', () => {
  expect(mesh).toHaveNoFindings();
});

// cases.yaml has the whole scenario; these are the questions that a change must not answer otherwise
describe('what it means', () => {
  const pay = { host: 'api.pay.example.com', port: 80 };
  const charge = { method: 'POST', path: '/charges' };

  test('the backend calls the payment provider, and nothing else outside', () => {
    const from = { workload: 'shop/backend' };
    expect(mesh).toAllow({ from, to: pay, request: charge });
    expect(mesh).toDeny({ from, to: { host: 'paste.example.net', port: 80 }, request: charge }, { layer: 'network' });
  });
  test('nobody else calls the payment provider', () => {
    expect(mesh).toDeny({ from: { workload: 'shop/admin' }, to: pay, request: charge }, { layer: 'network' });
  });
  test('the gateway reaches the workloads for its host, and nobody else does', () => {
    const to = { service: 'shop/frontend', port: 80 };
    const request = { method: 'GET', path: '/', host: 'shop.example.com' };
    expect(mesh).toAllow({ from: { identity: 'cluster.local/ns/edge/sa/public-istio' }, to, request });
    expect(mesh).toDeny({ from: { workload: 'shop/admin' }, to, request }, { layer: 'authorization' });
  });
});
