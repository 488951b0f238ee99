import { describeTwins } from './describe-twins';
import { all, istio } from './manifests';

const rule = (rest = '') =>
  istio('DestinationRule', `{host: api.com, ${rest} trafficPolicy: {tls: {mode: MUTUAL, credentialName: client}}}`);
const route = (gateways: string) =>
  istio(
    'VirtualService',
    `{hosts: [api.com], gateways: [${gateways}], http: [{route: [{destination: {host: api.com}}]}]}`,
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
]);
