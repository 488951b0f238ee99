import { describeTwins } from './describe-twins';
import { all, deployment, istio, meshConfig, mtls, namespace, service, sidecars } from './manifests';

const web = (space: string) => all(space, service('web', '{port: 80, name: http}'), deployment('web'));
const plaintext = istio('DestinationRule', '{host: web, trafficPolicy: {tls: {mode: DISABLE}}}');

describeTwins('ZT411', [
  {
    what: 'plaintext to pods with a sidecar',
    fires: all(web(sidecars), plaintext),
    field: 'spec.trafficPolicy.tls.mode',
    says: /calls to `shop\/web` are sent in plaintext, .* and no policy learns who calls; remove `tls`, and/,
    silent: all(web(namespace('shop')), plaintext),
  },
  {
    what: 'pods that take mutual TLS',
    fires: all(web(sidecars), mtls('{mtls: {mode: PERMISSIVE}}'), plaintext),
    field: 'spec.trafficPolicy.tls.mode',
    says: /although the sidecars there take mutual TLS/,
    silent: all(web(sidecars), mtls('{mtls: {mode: DISABLE}}'), plaintext),
  },
  {
    what: 'callers that send no mutual TLS by themselves',
    fires: all(meshConfig('enableAutoMtls: false'), web(sidecars), plaintext),
    field: 'spec.trafficPolicy.tls.mode',
    says: /write `ISTIO_MUTUAL`, as auto mTLS is off/,
    silent: all(meshConfig('enableAutoMtls: false'), web(namespace('shop')), plaintext),
  },
]);
