import { describeTwins } from './describe-twins';
import { all, istio, service } from './manifests';

const rule = (host: string) => istio('DestinationRule', `{host: ${host}}`);
const web = service('web', '{port: 80, name: http}');

describeTwins('ZT404', [
  {
    what: 'a name with its namespace',
    fires: all(web, rule('web.shop')),
    field: 'spec.host',
    says: /`web\.shop` is taken as it is, and is the host of no Service; write `web\.shop\.svc\.cluster\.local`/,
    silent: all(web, rule('web.shop.svc.cluster.local')),
  },
  {
    what: 'a host that might be a foreign one, were there no such Service',
    fires: all(web, rule('web.shop.svc')),
    field: 'spec.host',
    says: /taken as it is/,
    silent: all(web, rule('example.com')),
  },
  {
    what: 'upper case',
    fires: rule('Web.shop.svc.cluster.local'),
    field: 'spec.host',
    says: /write `web\.shop/,
    silent: rule('web.shop.svc.cluster.local'),
  },
]);
