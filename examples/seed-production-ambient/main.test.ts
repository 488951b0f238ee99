import { App } from 'cdk8s';
import { withMesh } from 'cdk8s-zero-trust/jest';
import { addCharts } from './main';

const app = new App();
addCharts(app);
const mesh = withMesh(app);

test('the whole manifest', () => {
  expect(app.synthYaml()).toMatchSnapshot();
});

// cases.yaml is that of the scenario with sidecars; these are the questions about the waypoint
describe('what it means', () => {
  const from = { workload: 'production/frontend' };
  const service = { service: 'production/backend', port: 80 };
  const pods = { workload: 'production/backend', port: 80 };
  const read = { method: 'GET', path: '/api/data' };

  test('the waypoint enforces methods and paths', () => {
    expect(mesh).toAllow({ from, to: service, request: read });
    expect(mesh).toDeny({ from, to: service, request: { ...read, method: 'PUT' } }, { layer: 'authorization' });
  });
  test('nobody goes past the waypoint', () => {
    expect(mesh).toDeny({ from, to: pods, request: read }, { layer: 'authorization' });
    const waypoint = { identity: 'cluster.local/ns/production/sa/waypoint' };
    expect(mesh).toAllow({ from: waypoint, to: pods, request: read });
  });
});
