import { describeTwins, reportOn } from './describe-twins';
import { all, istio, service } from './manifests';

const web = service('web', '{port: 80, name: http}');
const entry = istio('ServiceEntry', '{hosts: ["*.example.com"], ports: [{number: 80, name: http, protocol: HTTP}]}');
const sidecar = (host: string) => istio('Sidecar', `{egress: [{hosts: ["${host}"]}]}`);
const FIELD = 'spec.egress[0].hosts[0]';

describeTwins('ZT439', [
  {
    what: 'a short name',
    fires: all(web, sidecar('./web')),
    field: FIELD,
    says: /nothing of namespace `shop` has the host `web`, .*; write `web\.shop\.svc\.cluster\.local`/,
    silent: all(web, sidecar('./web.shop.svc.cluster.local')),
  },
  {
    what: 'a host that no ServiceEntry has',
    fires: all(entry, sidecar('shop/api.example.org')),
    field: FIELD,
    says: /correct the host, or declare it/,
    silent: all(entry, sidecar('shop/api.example.com')),
  },
  {
    what: 'a host of one namespace; of any it may be elsewhere',
    fires: all(web, sidecar('./api.example.org')),
    field: FIELD,
    says: /lets nothing through/,
    silent: all(web, sidecar('*/api.example.org')),
  },
]);

test('hosts of namespaces that are not here are assumed to exist, and the report says so once', () => {
  const { assumptions, findings } = reportOn(all(web, sidecar('far/a.far.svc.cluster.local')));
  expect(findings.filter(({ code }) => code === 'ZT439')).toEqual([]);
  expect(assumptions.filter((one) => one.startsWith('hosts that Sidecars name in `far`'))).toHaveLength(1);
});
