import { describeTwins, reportOn } from './describe-twins';
import { all, istio, service } from './manifests';

const web = service('web', '{port: 80, name: http}, {port: 9090, name: http-metrics}');
const gateway = istio(
  'Gateway',
  '{selector: {app: gw}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [a.com]}]}',
  'gw',
);
const other = gateway.replace('number: 80', 'number: 8080');
const route = (destination: string, rest = '') =>
  istio('VirtualService', `{hosts: [a.com]${rest}, http: [{route: [{destination: {${destination}}}]}]}`);
const delegating = (name: string) =>
  istio('VirtualService', `{hosts: [a.com], gateways: [gw], http: [{delegate: {name: ${name}}}]}`);
const delegate = istio('VirtualService', '{http: [{route: [{destination: {host: web, port: {number: 80}}}]}]}', 'part');
const DESTINATION = 'spec.http[0].route[0].destination';

describeTwins('ZT420', [
  {
    what: 'a misspelt Service',
    fires: all(web, route('host: wbe, port: {number: 80}')),
    field: `${DESTINATION}.host`,
    says: /`wbe` is the host of no Service, so calls fail with 503; did you mean `web`\?/,
    silent: all(web, route('host: web, port: {number: 80}')),
  },
  {
    what: 'a short name with a dot, which Istio does not complete',
    fires: all(web, route('host: web.shop, port: {number: 80}')),
    field: `${DESTINATION}.host`,
    says: /write `web\.shop\.svc\.cluster\.local`/,
    silent: all(web, route('host: web.shop.svc.cluster.local, port: {number: 80}')),
  },
  {
    what: 'a port that the Service does not have',
    fires: all(web, route('host: web, port: {number: 8080}')),
    field: `${DESTINATION}.port.number`,
    says: /no port 8080, .* it has `80` and `9090`/,
    silent: all(web, route('host: web, port: {number: 9090}')),
  },
  {
    what: 'no port, where that of the gateway is none of several',
    fires: all(web, other, route('host: web', ', gateways: [gw]')),
    field: DESTINATION,
    says: /`web` has `80` and `9090`, not `8080`, .*; write `port`/,
    silent: all(web, gateway, route('host: web', ', gateways: [gw]')),
  },
  {
    what: 'a delegate that is missing',
    fires: all(web, delegate, delegating('prat')),
    field: 'spec.http[0].delegate.name',
    says: /no VirtualService `prat` without hosts, so the route is dropped/,
    silent: all(web, delegate, delegating('part')),
  },
]);

test('hosts of namespaces that are not here are assumed to exist, and the report says so once', () => {
  const { assumptions, findings } = reportOn(
    all(web, route('host: a.dev.svc.cluster.local'), route('host: b.org').replace('name: x', 'name: y')),
  );
  expect(findings.filter(({ code }) => code === 'ZT420')).toEqual([]);
  expect(assumptions.filter((one) => one.includes('hosts of routes'))).toHaveLength(1);
});
