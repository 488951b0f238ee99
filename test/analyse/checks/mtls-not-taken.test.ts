import { describeTwins } from './describe-twins';
import { all, deployment, istio, mtls, namespace, service, sidecars } from './manifests';

const BACKEND = all(sidecars, deployment('web'), service('web', '{port: 80}'));
const sending = (host: string) =>
  istio('DestinationRule', `{host: "${host}", trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}`);

describeTwins('ZT204', [
  {
    what: 'a rule for workloads without mutual TLS',
    fires: all(BACKEND, mtls('{mtls: {mode: DISABLE}}'), sending('web.shop.svc.cluster.local')),
    field: 'spec.trafficPolicy.tls.mode',
    says: /`shop\/web` behind port `80` of `web\.shop\.svc\.cluster\.local` take no mutual TLS/,
    silent: all(BACKEND, mtls('{mtls: {mode: STRICT}}'), sending('web.shop.svc.cluster.local')),
  },
  {
    what: 'a rule for the whole mesh',
    fires: all(BACKEND, mtls('{mtls: {mode: DISABLE}}', 'x', 'istio-system'), sending('*.local')),
    field: 'spec.trafficPolicy.tls.mode',
    says: /so calls fail/,
    silent: all(BACKEND, mtls('{mtls: {mode: DISABLE}}', 'x', 'istio-system'), sending('*.example.com')),
  },
  {
    what: 'a rule for the whole mesh that no nearer rule answers',
    fires: all(BACKEND, mtls('{mtls: {mode: DISABLE}}'), sending('*.local')),
    field: 'spec.trafficPolicy.tls.mode',
    says: /`shop\/web` behind port `80`/,
    silent: all(
      BACKEND,
      mtls('{mtls: {mode: DISABLE}}'),
      sending('*.local'),
      istio('DestinationRule', '{host: web, trafficPolicy: {tls: {mode: DISABLE}}}', 'near'),
    ),
  },
  {
    what: 'the one port where it is off',
    fires: all(
      BACKEND,
      mtls('{selector: {matchLabels: {app: web}}, portLevelMtls: {80: {mode: DISABLE}}}'),
      sending('web'),
    ),
    field: 'spec.trafficPolicy.tls.mode',
    says: /port `80`/,
    silent: all(
      BACKEND,
      mtls('{selector: {matchLabels: {app: web}}, portLevelMtls: {81: {mode: DISABLE}}}'),
      sending('web'),
    ),
  },
  {
    what: 'a rule for workloads without a proxy',
    fires: all(namespace('shop'), deployment('web'), service('web', '{port: 80}'), sending('web')),
    field: 'spec.trafficPolicy.tls.mode',
    says: /`shop\/web` behind port `80` of `web` have no proxy that takes mutual TLS, so calls fail; leave `tls` out/,
    silent: all(BACKEND, sending('web')),
  },
  {
    what: 'a rule for workloads outside a namespace that is known',
    fires: all(namespace('shop'), deployment('web'), service('web', '{port: 80}'), sending('*.local')),
    field: 'spec.trafficPolicy.tls.mode',
    says: /`shop\/web` behind port `80` of `\*\.local` have no proxy/,
    silent: all(deployment('web'), service('web', '{port: 80}'), sending('*.local')), // it may be labelled elsewhere
  },
]);
