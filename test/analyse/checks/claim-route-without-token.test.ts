import { describeTwins } from './describe-twins';
import { all, istio, jwt } from './manifests';

const GATEWAY = istio(
  'Gateway',
  '{selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: a, protocol: HTTP}, hosts: [a.com]}]}',
  'gw',
);
const route = (gateways: string) =>
  istio(
    'VirtualService',
    `{hosts: [a.com], gateways: ${gateways}, http: [{match: [{headers: {"@request.auth.claims.role": {exact: x}}}], route: [{destination: {host: b}}]}]}`,
  );

describeTwins('ZT310', [
  {
    what: 'a gateway without tokens',
    fires: all(GATEWAY, route('[gw]')),
    field: 'spec.http[0].match[0].headers[@request.auth.claims.role]',
    says: /checks tokens at gateway `gw`/,
    silent: all(
      GATEWAY,
      route('[gw]'),
      jwt(
        '{selector: {matchLabels: {istio: ingressgateway}}, jwtRules: [{issuer: a, audiences: [b]}]}',
        'x',
        'istio-system',
      ),
    ),
  },
  {
    what: 'the sidecars of callers',
    fires: route('[mesh]'),
    field: 'spec.http[0].match[0].headers[@request.auth.claims.role]',
    says: /sidecars of callers see no claims/,
    silent: route('[other]'),
  },
]);
