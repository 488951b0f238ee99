import { describeTwins } from './describe-twins';
import { all, deployment, istio, mtls, namespace, service, sidecars } from './manifests';

const web = (space: string) => all(space, service('web', '{port: 80, name: http}'), deployment('web'));
const plaintext = istio('DestinationRule', '{host: web, trafficPolicy: {tls: {mode: DISABLE}}}');

describeTwins('ZT411', [
  {
    what: 'plaintext to pods with a sidecar',
    fires: all(web(sidecars), plaintext),
    field: 'spec.trafficPolicy.tls.mode',
    says: /calls to `shop\/web` arrive in plaintext and without identity/,
    silent: all(web(namespace('shop')), plaintext),
  },
  {
    what: 'pods that take mutual TLS',
    fires: all(web(sidecars), mtls('{mtls: {mode: PERMISSIVE}}'), plaintext),
    field: 'spec.trafficPolicy.tls.mode',
    says: /leave `tls` out/,
    silent: all(web(sidecars), mtls('{mtls: {mode: DISABLE}}'), plaintext),
  },
]);
