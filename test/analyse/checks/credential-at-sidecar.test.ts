import { describeTwins } from './describe-twins';
import { all, istio } from './manifests';

const rule = (rest = '') =>
  istio('DestinationRule', `{host: api.com, ${rest} trafficPolicy: {tls: {mode: MUTUAL, credentialName: client}}}`);
const route = (gateways: string) =>
  istio(
    'VirtualService',
    `{hosts: [api.com], gateways: [${gateways}], http: [{route: [{destination: {host: api.com}}]}]}`,
  );

const httpRoute = (parent: string) =>
  istio('HTTPRoute', `{parentRefs: [${parent}], rules: [{backendRefs: [{name: web, port: 80}]}]}`).replace(
    'networking.istio.io/v1',
    'gateway.networking.k8s.io/v1',
  );

describeTwins('ZT413', [
  {
    what: 'a rule for all sidecars',
    fires: rule(),
    field: 'spec.trafficPolicy.tls.credentialName',
    says: /sidecars do not read Secret `client` and speak plaintext to `api\.com`/,
    silent: rule('workloadSelector: {matchLabels: {app: web}},'),
  },
  {
    what: 'a host that no gateway calls',
    fires: all(rule(), route('mesh')),
    field: 'spec.trafficPolicy.tls.credentialName',
    says: /or let a gateway call the host/,
    silent: all(rule(), route('istio-system/egress')),
  },
  {
    what: 'a star of which no gateway calls a host',
    fires: all(rule().replace('api.com', '"*.com"'), route('mesh')),
    field: 'spec.trafficPolicy.tls.credentialName',
    says: /or let a gateway call the host/,
    silent: all(rule().replace('api.com', '"*.com"'), route('istio-system/egress')),
  },
  {
    what: 'a Service to which no route of the Gateway API leads from outside',
    fires: all(rule().replace('api.com', 'web'), httpRoute('{group: "", kind: Service, name: web}')),
    field: 'spec.trafficPolicy.tls.credentialName',
    says: /or let a gateway call the host/,
    silent: all(rule().replace('api.com', 'web'), httpRoute('{name: edge}')),
  },
]);
