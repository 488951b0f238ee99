import { backend, httpRoute } from './api-routes';
import { describeTwins, reportOn } from './describe-twins';
import { all, gatewayApi, istio } from './manifests';

const gateway = istio(
  'Gateway',
  '{selector: {app: gw}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [a.com]}]}',
  'public',
);
const bound = (name: string) =>
  istio('VirtualService', `{hosts: [a.com], gateways: [${name}], http: [{route: [{destination: {host: a.com}}]}]}`);
const route = httpRoute(backend('name: web, port: 80'));

describeTwins('ZT423', [
  {
    what: 'a misspelt Gateway',
    fires: all(gateway, bound('pubilc')),
    field: 'spec.gateways[0]',
    says: /namespace `shop` has no Gateway `pubilc` .*; did you mean `public`\?/,
    silent: all(gateway, bound('public')),
  },
  {
    what: 'a Gateway of the Gateway API for a VirtualService',
    fires: all(gatewayApi('public', 'istio'), bound('public')),
    field: 'spec.gateways[0]',
    says: /one of the Gateway API takes no VirtualService/,
    silent: all(gateway, bound('shop/public')),
  },
  {
    what: 'a parent that is not there',
    fires: all(gatewayApi('public', 'istio'), route),
    field: 'spec.parentRefs[0].name',
    says: /no Gateway `gw`/,
    silent: all(gatewayApi('gw', 'istio'), route),
  },
]);

test('Gateways of namespaces that are not here are assumed to exist, and the report says so once', () => {
  const { assumptions, findings } = reportOn(all(gateway, bound('far/public')));
  expect(findings.filter(({ code }) => code === 'ZT423')).toEqual([]);
  expect(assumptions.filter((one) => one.includes('Gateways that routes name in `far`'))).toHaveLength(1);
});
