import { describeTwins } from './describe-twins';
import { all, istio } from './manifests';

const gateway = (host: string) =>
  istio(
    'Gateway',
    `{selector: {app: gw}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["${host}"]}]}`,
    'gw',
  );
const bound = (host: string, name = 'routes') =>
  istio(
    'VirtualService',
    `{hosts: ["${host}"], gateways: [gw], http: [{route: [{destination: {host: a.org}}]}]}`,
    name,
  );
const other = bound('b.com', 'other');

describeTwins('ZT444', [
  {
    what: 'every host at a Gateway that serves every host',
    fires: all(gateway('*'), bound('*'), other),
    field: 'spec.hosts[0]',
    says: /Gateway `shop\/gw` serves every host/,
    silent: all(gateway('*'), bound('a.com'), other),
  },
  {
    what: 'every host, where the Gateway serves it for one namespace',
    fires: all(gateway('shop/*'), bound('*'), other),
    field: 'spec.hosts[0]',
    says: /write the hosts/,
    silent: all(gateway('a.com'), bound('*'), bound('a.com', 'other')),
  },
  {
    what: 'every host at a Gateway that others share',
    fires: all(gateway('*'), bound('*'), other),
    field: 'spec.hosts[0]',
    says: /also for other VirtualServices/,
    silent: all(gateway('*'), bound('*')),
  },
]);
