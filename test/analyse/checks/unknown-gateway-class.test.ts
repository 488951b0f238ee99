import { describeTwins, reportOn } from './describe-twins';
import { all, gatewayApi, namespace } from './manifests';

describeTwins('ZT443', [
  {
    what: 'a slip of the pen',
    fires: gatewayApi('gw', 'istio-waypiont'),
    field: 'spec.gatewayClassName',
    says: /no GatewayClass `istio-waypiont`, so nothing serves this Gateway; did you mean `istio-waypoint`\?/,
    silent: gatewayApi('gw', 'istio-waypoint'),
  },
  {
    what: 'a dump of the cluster without the class',
    fires: all(namespace('kube-system'), gatewayApi('gw', 'nginx')),
    field: 'spec.gatewayClassName',
    says: /name one that is installed/,
    silent: all(
      namespace('kube-system'),
      gatewayApi('gw', 'nginx'),
      'apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: nginx}\nspec: {controllerName: nginx.org/x}\n',
    ),
  },
]);

test('classes of others are taken to exist, and the report says so once', () => {
  const { assumptions, findings, unknownKinds } = reportOn(gatewayApi('gw', 'nginx'));
  expect(findings.filter(({ code }) => code === 'ZT443')).toEqual([]);
  expect(assumptions.filter((one) => one.startsWith('GatewayClasses that are neither'))).toHaveLength(1);
  expect(unknownKinds).toEqual({});
});
