import { describeTwins } from './describe-twins';
import { all, gatewayApi, istio } from './manifests';

const https = (host: string, port = 'https') =>
  `{port: {number: 443, name: ${port}, protocol: HTTPS}, tls: {mode: SIMPLE, credentialName: c}, hosts: ["${host}"]}`;
const http = '{port: {number: 443, name: http, protocol: HTTP}, hosts: ["*"]}';
const gateway = (name: string, servers: string, app = 'gw') =>
  istio('Gateway', `{selector: {app: ${app}}, servers: [${servers}]}`, name);

describeTwins('ZT428', [
  {
    what: 'a TLS host of two Gateways',
    fires: all(gateway('a', https('a.com')), gateway('b', https('a.com'))),
    field: 'spec.servers[0]',
    says: /servers of `shop\/a` at port 443 come first, .*; keep one/,
    silent: all(gateway('a', https('a.com')), gateway('b', https('a.com'), 'other')),
  },
  {
    what: 'TLS behind plaintext of one port',
    fires: all(gateway('a', http), gateway('b', https('a.com'))),
    field: 'spec.servers[0]',
    says: /left out/,
    silent: all(gateway('a', http.replace('443', '80')), gateway('b', https('a.com'))),
  },
  {
    what: 'one TLS host for two namespaces, which proxies refuse',
    fires: all(gateway('a', https('team/a.com')), gateway('b', https('a.com'))),
    field: 'spec.servers[0].hosts[0]',
    says: /under another namespace, .*: they refuse the whole port/,
    silent: all(gateway('a', https('team/a.com')), gateway('b', https('b.com'))),
  },
  {
    what: 'two listeners with one host',
    fires: gatewayApi('gw', 'istio', '{name: a, port: 80, protocol: HTTP}, {name: b, port: 80, protocol: HTTP}'),
    field: 'spec.listeners[1]',
    says: /another listener before it has port 80/,
    silent: gatewayApi(
      'gw',
      'istio',
      '{name: a, port: 80, protocol: HTTP}, {name: b, port: 80, protocol: HTTP, hostname: a.com}',
    ),
  },
]);
