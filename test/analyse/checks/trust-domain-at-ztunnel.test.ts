import { describeTwins } from './describe-twins';
import { all, ambient, deployment, sidecars, source, SOURCE } from './manifests';

describeTwins('ZT148', [
  {
    what: 'a trust domain beside a namespace',
    fires: all(ambient, deployment('web'), source('trustDomains: [a.example], namespaces: [b]')),
    field: `${SOURCE}.trustDomains[0]`,
    says: /does not compare trust domain `a\.example`/,
    silent: all(sidecars, deployment('web'), source('trustDomains: [a.example], namespaces: [b]')),
  },
]);
