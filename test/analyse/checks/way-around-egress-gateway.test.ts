import { describeTwins } from './describe-twins';
import { all, istio } from './manifests';

const entry = (ports: string, rest = '') =>
  istio('ServiceEntry', `{hosts: [api.example.com], ports: [${ports}], resolution: DNS${rest}}`, 'out');
const [http, tls] = ['{number: 80, name: http, protocol: HTTP}', '{number: 443, name: tls, protocol: TLS}'];
const toGateway = 'route: [{destination: {host: egress.istio-system.svc.cluster.local, port: {number: 80}}}]';
const out =
  '{match: [{gateways: [istio-system/egress]}], route: [{destination: {host: api.example.com, port: {number: 80}}}]}';
const routes = (inMesh: string, gateways = 'istio-system/egress, mesh') =>
  istio('VirtualService', `{hosts: [api.example.com], gateways: [${gateways}], http: [${inMesh}${out}]}`);
const viaGateway = `{match: [{gateways: [mesh], port: 80}], ${toGateway}}, `;

describeTwins('ZT432', [
  {
    what: 'a port that is forgotten',
    fires: all(entry(`${http}, ${tls}`), routes(viaGateway)),
    field: 'spec.ports[1]',
    says: /calls to port 443 of `api\.example\.com` go straight there, though `x` has a gateway for it/,
    silent: all(entry(http), routes(viaGateway)),
  },
  {
    what: 'callers that are not sent to the gateway',
    fires: all(entry(http), routes('', 'istio-system/egress')),
    field: 'spec.ports[0]',
    says: /route them to the gateway in the mesh, too/,
    silent: all(entry(http, ', exportTo: [istio-system]'), routes('', 'istio-system/egress')),
  },
  {
    what: 'a host that has a gateway; without one it is called straight on purpose',
    fires: all(entry(`${http}, ${tls}`), routes(viaGateway)),
    field: 'spec.ports[1]',
    says: /443/,
    silent: entry(`${http}, ${tls}`),
  },
]);
