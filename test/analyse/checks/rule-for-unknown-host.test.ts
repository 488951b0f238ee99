import { describeTwins, reportOn } from './describe-twins';
import { all, istio, service } from './manifests';

const rule = (host: string) => istio('DestinationRule', `{host: ${host}}`);
const web = service('web', '{port: 80, name: http}');

describeTwins('ZT403', [
  {
    what: 'a misspelt Service',
    fires: all(web, rule('wbe')),
    field: 'spec.host',
    says: /namespace `shop` has no Service `wbe`, so the rule does nothing; did you mean `web`\?/,
    silent: all(web, rule('web')),
  },
  {
    what: 'a host that no ServiceEntry has either',
    fires: all(web, rule('db.shop.svc.cluster.local')),
    field: 'spec.host',
    says: /no Service `db`/,
    silent: all(
      web,
      rule('db.shop.svc.cluster.local'),
      istio(
        'ServiceEntry',
        '{hosts: [db.shop.svc.cluster.local], ports: [{number: 1, name: tcp, protocol: TCP}], resolution: DNS}',
        'db',
      ),
    ),
  },
]);

test('Services of other namespaces are assumed to exist, and the report says so once', () => {
  const { assumptions, findings } = reportOn(
    all(web, rule('a.dev.svc.cluster.local'), rule('b.dev.svc.cluster.local')),
  );
  expect(findings.filter(({ code }) => code === 'ZT403')).toEqual([]);
  expect(assumptions.filter((one) => one.includes('DestinationRules'))).toHaveLength(1);
});
