import { describeTwins } from './describe-twins';
import { all, meshConfig, source, SOURCE } from './manifests';

describeTwins('ZT147', [
  {
    what: 'an alias, once',
    fires: all(
      meshConfig('trustDomainAliases: [old.example]'),
      source('principals: [cluster.local/ns/a/sa/b, cluster.local/ns/a/sa/c]'),
    ),
    field: `${SOURCE}.principals[0]`,
    says: /the aliases `old\.example` stand for the trust domain/,
    silent: all(meshConfig('trustDomainAliases: []'), source('principals: [cluster.local/ns/a/sa/b]')),
  },
]);
