import { httpRoute } from './api-routes';
import { describeTwins } from './describe-twins';
import { all, gatewayApi, istio } from './manifests';

const gateway = (host: string) =>
  istio(
    'Gateway',
    `{selector: {app: gw}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["${host}"]}]}`,
    'gw',
  );
const bound = (host: string, gateways = 'gw') =>
  istio(
    'VirtualService',
    `{hosts: [${host}], gateways: [${gateways}], http: [{route: [{destination: {host: a.org}}]}]}`,
  );
const listener = gatewayApi('gw', 'istio', '{name: a, port: 80, protocol: HTTP, hostname: "*.a.com"}');
const route = (host: string) =>
  httpRoute(
    `{parentRefs: [{name: gw}], hostnames: [x.a.com, ${host}], rules: [{backendRefs: [{name: web, port: 80}]}]}`,
  );

describeTwins('ZT424', [
  {
    what: 'a host that no server has',
    fires: all(gateway('a.com'), bound('b.com')),
    field: 'spec.hosts[0]',
    says: /no request with host `b\.com` gets to these routes; Gateway `gw` serves `a\.com`/,
    silent: all(gateway('*.com'), bound('b.com')),
  },
  {
    what: 'a server for VirtualServices of another namespace',
    fires: all(gateway('prod/a.com'), bound('a.com')),
    field: 'spec.hosts[0]',
    says: /takes VirtualServices of `prod` only, not of `shop`/,
    silent: all(gateway('./a.com'), bound('a.com')),
  },
  {
    what: 'a host for the gateway alone; in the mesh it may be served',
    fires: all(gateway('a.com'), bound('web')),
    field: 'spec.hosts[0]',
    says: /`web`/,
    silent: all(gateway('a.com'), bound('web', 'gw, mesh')),
  },
  {
    what: 'one of several hosts of an HTTPRoute',
    fires: all(listener, route('y.b.com')),
    field: 'spec.hostnames[1]',
    says: /`y\.b\.com` gets to these rules; the listeners serve `\*\.a\.com`/,
    silent: all(listener, route('y.a.com')),
  },
]);
