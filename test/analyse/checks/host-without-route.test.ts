import { describeTwins, reportOn } from './describe-twins';
import { all, istio } from './manifests';

const gateway = (hosts: string, rest = '') =>
  istio(
    'Gateway',
    `{selector: {app: gw}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [${hosts}]${rest}}]}`,
    'gw',
  );
const bound = (host: string, space = 'shop') =>
  istio(
    'VirtualService',
    `{hosts: ["${host}"], gateways: [shop/gw], http: [{route: [{destination: {host: a.org}}]}]}`,
    'x',
    space,
  );

describeTwins('ZT429', [
  {
    what: 'a host that is forgotten',
    fires: all(gateway('a.com, b.com'), bound('a.com')),
    field: 'spec.servers[0].hosts[1]',
    says: /no VirtualService for this Gateway has host `b\.com`, so requests are answered with 404/,
    silent: all(gateway('a.com, b.com'), bound('*.com')),
  },
  {
    what: 'a host for another namespace',
    fires: all(gateway('a.com, prod/b.com'), bound('*')),
    field: 'spec.servers[0].hosts[1]',
    says: /`b\.com`/,
    silent: all(gateway('a.com, ./b.com'), bound('*')),
  },
  {
    what: 'a server that does more than send back to HTTPS',
    fires: all(gateway('a.com, b.com'), bound('a.com')),
    field: 'spec.servers[0].hosts[1]',
    says: /route it/,
    silent: all(gateway('a.com, b.com', ', tls: {httpsRedirect: true}'), bound('a.com')),
  },
]);

test.each([
  ['alone', gateway('a.com')],
  ['with routes of another namespace', all(gateway('a.com'), bound('b.com', 'team'))],
])('a Gateway %s is taken to have its routes elsewhere, and the report says so once', (_, text) => {
  const { assumptions, findings } = reportOn(text);
  expect(findings.filter(({ code }) => code === 'ZT429')).toEqual([]);
  expect(assumptions.filter((one) => one.startsWith('hosts of Gateways have routes'))).toHaveLength(1);
});
