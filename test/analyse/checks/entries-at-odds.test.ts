import { describeTwins } from './describe-twins';
import { all, istio } from './manifests';

const entry = (name: string, protocol: string, rest = '', space = 'shop') =>
  istio(
    'ServiceEntry',
    `{hosts: [api.example.com], ports: [{number: 443, name: x, protocol: ${protocol}}], resolution: DNS${rest}}`,
    name,
    space,
  );

describeTwins('ZT440', [
  {
    what: 'two protocols of one port',
    fires: all(entry('a', 'TLS'), entry('b', 'HTTP')),
    field: 'spec.ports[0].protocol',
    says: /`shop\/a` declares port 443 of `api\.example\.com`, too, with another protocol than HTTP/,
    silent: all(entry('a', 'TLS'), entry('b', 'TLS')),
  },
  {
    what: 'entries that some namespace sees both',
    fires: all(entry('a', 'TLS'), entry('b', 'HTTP', '', 'team')),
    field: 'spec.ports[0].protocol',
    says: /say the same in both/,
    silent: all(entry('a', 'TLS', ', exportTo: ["."]'), entry('b', 'HTTP', ', exportTo: ["."]', 'team')),
  },
]);
