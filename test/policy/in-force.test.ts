import type { Proxy } from '../../src/policy/in-force';
import { policiesInForce } from '../../src/policy/in-force';
import { readMesh } from '../../src/policy/read-mesh';

const sidecar: Proxy = { kind: 'sidecar', namespace: 'shop', labels: { app: 'api' } };
const gateway: Proxy = { kind: 'gateway', namespace: 'shop', labels: { app: 'api' }, gatewayName: 'gw' };
const waypoint: Proxy = {
  kind: 'waypoint',
  namespace: 'infra',
  gatewayName: 'wp',
  serves: { kind: 'Service', namespace: 'shop', name: 'api' },
};

function isInForce(namespace: string, spec: object, proxy: Proxy): boolean {
  const mesh = readMesh([
    { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name: 'p', namespace }, spec },
  ]);
  return policiesInForce(mesh.authorizationPolicies, mesh, proxy).length > 0;
}

const target = (group: string, kind: string, name: string): object => ({ targetRefs: [{ group, kind, name }] });
const API = 'gateway.networking.k8s.io';

describe('a policy is in force', () => {
  test.each<[string, object, boolean, boolean, boolean]>([
    // namespace, spec, at the sidecar, at the Gateway API gateway, at the waypoint
    ['shop', {}, true, true, false],
    ['istio-system', {}, true, true, false],
    ['other', {}, false, false, false],
    ['istio-system', { selector: { matchLabels: { app: 'api' } } }, true, true, false],
    ['shop', { selector: { matchLabels: { app: 'db' } } }, false, false, false],
    ['shop', target('', 'Service', 'api'), false, false, true],
    ['shop', target('core', 'Service', 'api'), false, false, true],
    ['infra', target('', 'Service', 'api'), false, false, false],
    ['shop', target(API, 'Gateway', 'gw'), false, true, false],
    ['infra', target(API, 'Gateway', 'wp'), false, false, true],
    ['istio-system', target(API, 'GatewayClass', 'istio-waypoint'), false, false, true],
    ['shop', target(API, 'GatewayClass', 'istio-waypoint'), false, false, false],
    ['shop', { targetRef: { group: '', kind: 'Service', name: 'api' } }, false, false, true],
  ])('%s %j', (namespace, spec, atSidecar, atGateway, atWaypoint) => {
    const proxies = [sidecar, gateway, waypoint];
    expect(proxies.map((proxy) => isInForce(namespace, spec, proxy))).toEqual([atSidecar, atGateway, atWaypoint]);
  });
});
