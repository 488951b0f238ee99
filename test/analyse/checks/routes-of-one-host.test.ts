import { describeTwins } from './describe-twins';
import { all, istio } from './manifests';

const routes = (name: string, rest = '', space = 'shop') =>
  istio(
    'VirtualService',
    `{hosts: [web.shop.svc.cluster.local]${rest}, http: [{route: [{destination: {host: a.org}}]}]}`,
    name,
    space,
  );
const tcp = istio('VirtualService', '{hosts: [web], tcp: [{route: [{destination: {host: a.org}}]}]}', 'two');

describeTwins('ZT427', [
  {
    what: 'two for one Service',
    fires: all(routes('one'), routes('two')),
    field: 'spec.hosts[0]',
    says: /`shop\/one` routes calls to this host, too, and proxies take one of them only/,
    silent: all(routes('one'), routes('two', ', gateways: [gw]')),
  },
  {
    what: 'two namespaces of which one shows it to the other',
    fires: all(routes('one'), routes('two', '', 'team')),
    field: 'spec.hosts[0]',
    says: /join them/,
    silent: all(routes('one', ', exportTo: ["."]'), routes('two', ', exportTo: ["."]', 'team')),
  },
  {
    what: 'HTTP twice; HTTP and TCP stand side by side',
    fires: all(routes('one'), routes('two')),
    field: 'spec.hosts[0]',
    says: /one of them only/,
    silent: all(routes('one'), tcp),
  },
]);
