import { httpRoute } from './api-routes';
import { describeTwins } from './describe-twins';
import { all, deployment, gatewayApi, istio, namespace, policy, service, sidecars } from './manifests';

const gateway = all(
  namespace('edge', 'istio-injection: enabled'),
  deployment('gw', 'serviceAccountName: gw', 'edge', ', annotations: {inject.istio.io/templates: gateway}'),
  istio(
    'Gateway',
    '{selector: {app: gw}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}',
    'gw',
    'edge',
  ),
);
const route = (match: string) =>
  istio(
    'VirtualService',
    `{hosts: [a.com], gateways: [edge/gw], http: [{${match}route: [{destination: {host: web}}]}]}`,
  );
const web = all(sidecars, deployment('web'), service('web', '{port: 80, name: http}'));
const allow = (principal: string, rest = '') =>
  policy(`{selector: {matchLabels: {app: web}}, rules: [{from: [{source: {principals: [${principal}]}}]${rest}}]}`);
const GATEWAY = 'cluster.local/ns/edge/sa/gw';
const guard = policy('{rules: [{when: [{key: "request.headers[x-key]", values: [a]}]}]}', 'guard', 'edge');
const api = gatewayApi('public', 'istio');
const apiRoute = (path: string) =>
  httpRoute(`{parentRefs: [{name: public}], rules: [{${path}backendRefs: [{name: web, port: 80}]}]}`);

describeTwins('ZT433', [
  {
    what: 'every operation of what a gateway passes on',
    fires: all(gateway, web, route(''), allow(GATEWAY)),
    field: 'spec.rules[0]',
    says: /gateway `edge\/gw` passes every request on to `shop\/web` and asks nobody who it is/,
    silent: all(gateway, web, route(''), allow(GATEWAY, ', to: [{operation: {paths: [/api]}}]')),
  },
  {
    what: 'a route for every path',
    fires: all(gateway, web, route('match: [{uri: {prefix: /}}], '), allow(GATEWAY)),
    field: 'spec.rules[0]',
    says: /name operations, or guard the gateway/,
    silent: all(gateway, web, route('match: [{uri: {prefix: /api/}}], '), allow(GATEWAY)),
  },
  {
    what: 'a gateway without policies',
    fires: all(gateway, web, route(''), allow(GATEWAY)),
    field: 'spec.rules[0]',
    says: /everybody/,
    silent: all(gateway, web, route(''), allow(GATEWAY), guard),
  },
  {
    what: 'a caller that is the gateway',
    fires: all(gateway, web, route(''), allow(`cluster.local/ns/shop/sa/a, ${GATEWAY}`)),
    field: 'spec.rules[0]',
    says: /everybody/,
    silent: all(gateway, web, route(''), allow('cluster.local/ns/shop/sa/a')),
  },
  {
    what: 'the pods that istiod makes for a Gateway',
    fires: all(api, web, apiRoute(''), allow('cluster.local/ns/shop/sa/public-istio')),
    field: 'spec.rules[0]',
    says: /`shop\/public-istio`/,
    silent: all(
      api,
      web,
      apiRoute('matches: [{path: {value: /api}}], '),
      allow('cluster.local/ns/shop/sa/public-istio'),
    ),
  },
]);
