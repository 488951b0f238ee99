import { describeTwins } from './describe-twins';
import { all, gatewayApi, OPERATION, policy } from './manifests';

const onGateway = (host: string) =>
  policy(
    `{targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: gw}], rules: [{to: [{operation: {hosts: [${host}]}}]}]}`,
  );

describeTwins('ZT121', [
  {
    what: 'a host beside the listeners',
    fires: all(
      gatewayApi('gw', 'istio', '{name: a, port: 80, protocol: HTTP, hostname: "*.a.com"}'),
      onGateway('b.com'),
    ),
    field: `${OPERATION}.hosts[0]`,
    says: /serves `b\.com`.*it serves `\*\.a\.com`/,
    silent: all(
      gatewayApi('gw', 'istio', '{name: a, port: 80, protocol: HTTP, hostname: "*.a.com"}'),
      onGateway('x.a.com'),
    ),
  },
  {
    what: 'listeners with hosts only',
    fires: all(
      gatewayApi('gw', 'istio', '{name: a, port: 80, protocol: HTTP, hostname: a.com}'),
      onGateway('"*.b.com"'),
    ),
    field: `${OPERATION}.hosts[0]`,
    says: /no listener/,
    silent: all(gatewayApi('gw', 'istio'), onGateway('"*.b.com"')),
  },
]);
