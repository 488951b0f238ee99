import { describeTwins } from './describe-twins';
import { all, ambient, deployment, istio, sidecars } from './manifests';

const entry = (protocol: string, rest = '') =>
  istio(
    'ServiceEntry',
    `{hosts: [db.example.com], ports: [{number: 3306, name: x, protocol: ${protocol}}], resolution: DNS${rest}}`,
  );
const web = all(sidecars, deployment('web'));

describeTwins('ZT441', [
  {
    what: 'TCP without address',
    fires: all(web, entry('TCP')),
    field: 'spec.ports[0]',
    says: /sidecars take every TCP call to port 3306, wherever it is for, as one to this host/,
    silent: all(web, entry('TCP', ', addresses: [203.0.113.7]')),
  },
  {
    what: 'a protocol that has no server name',
    fires: all(web, entry('MONGO')),
    field: 'spec.ports[0]',
    says: /let proxies capture DNS/,
    silent: all(web, entry('TLS')),
  },
  {
    what: 'sidecars; ztunnel resolves names itself',
    fires: all(web, entry('TCP')),
    field: 'spec.ports[0]',
    says: /sidecars/,
    silent: all(ambient, deployment('web'), entry('TCP')),
  },
]);
