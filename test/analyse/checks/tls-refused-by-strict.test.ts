import { describeTwins } from './describe-twins';
import { all, ambient, deployment, istio, mtls, service, sidecars } from './manifests';

const strict = mtls('{mtls: {mode: STRICT}}');
const web = (space: string, ports = '{port: 80, name: http, targetPort: 8080}') =>
  all(space, service('web', ports), deployment('web'));
const rule = (policy: string, host = 'web') =>
  istio('DestinationRule', `{host: "${host}", trafficPolicy: {${policy}}}`);
const SAYS =
  /`shop\/web` behind port `80` of `.*` take mutual TLS of the mesh only \(STRICT\), so calls with DISABLE fail/;

describeTwins('ZT408', [
  {
    what: 'plaintext to STRICT',
    fires: all(web(sidecars), strict, rule('tls: {mode: DISABLE}')),
    field: 'spec.trafficPolicy.tls.mode',
    says: SAYS,
    silent: all(web(sidecars), strict, rule('tls: {mode: ISTIO_MUTUAL}')),
  },
  {
    what: 'pods with sidecars: a tunnel of ambient is not switched off',
    fires: all(web(sidecars), strict, rule('tls: {mode: DISABLE}', '*.local')),
    field: 'spec.trafficPolicy.tls.mode',
    says: SAYS,
    silent: all(web(ambient), strict, rule('tls: {mode: DISABLE}', '*.local')),
  },
  {
    what: 'one port, which is STRICT',
    fires: all(web(sidecars), strict, rule('portLevelSettings: [{port: {number: 80}, tls: {mode: DISABLE}}]')),
    field: 'spec.trafficPolicy.portLevelSettings[0].tls.mode',
    says: SAYS,
    silent: all(
      web(sidecars),
      mtls('{selector: {matchLabels: {app: web}}, mtls: {mode: STRICT}, portLevelMtls: {8080: {mode: DISABLE}}}'),
      rule('portLevelSettings: [{port: {number: 80}, tls: {mode: DISABLE}}]'),
    ),
  },
  {
    what: 'a star that no other rule is nearer than',
    fires: all(web(sidecars), strict, rule('tls: {mode: DISABLE}', '*.shop.svc.cluster.local')),
    field: 'spec.trafficPolicy.tls.mode',
    says: SAYS,
    silent: all(
      web(sidecars),
      strict,
      rule('tls: {mode: DISABLE}', '*.shop.svc.cluster.local'),
      istio('DestinationRule', '{host: web}', 'near'),
    ),
  },
]);
