import { App } from 'cdk8s';
import { withMesh } from 'cdk8s-zero-trust/jest';
import { addCharts } from './main';

const app = new App();
addCharts(app);
const shop = withMesh(app);

test('the whole manifest', () => {
  expect(app.synthYaml()).toMatchSnapshot();
});

describe('what it means', () => {
  const from = { workload: 'shop/frontend' };
  const to = { service: 'shop/backend', port: 80 };
  const request = { method: 'GET', path: '/api/v1/data' };

  test('M1: the frontend has the identity that the rule names, and the default account has not', () => {
    expect(shop).toAllow({ from, to, request });
    const nobody = { identity: 'cluster.local/ns/shop/sa/default' };
    expect(shop).toDeny({ from: nobody, to, request }, { layer: 'authorization', status: 403 });
  });
  test('M2: nobody calls the frontend, and nobody speaks plaintext', () => {
    expect(shop).toDeny({ from, to: { service: 'shop/frontend', port: 80 }, request }, { layer: 'authorization' });
    expect(shop).toDeny({ from: { plaintext: true }, to, request }, { layer: 'mtls' });
  });
  test('M3: the frontend reads one path, and does nothing else', () => {
    expect(shop).toDeny({ from, to, request: { ...request, method: 'POST' } }, { layer: 'authorization' });
    expect(shop).toDeny({ from, to, request: { ...request, path: '/api/v1/other' } }, { layer: 'authorization' });
  });
});
