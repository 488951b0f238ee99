import { describeTwins } from './describe-twins';
import { source, SOURCE } from './manifests';

describeTwins('ZT139', [
  {
    what: 'a principal',
    fires: source('principals: [cluster.local/ns/a/sa/default]'),
    field: `${SOURCE}.principals[0]`,
    says: /every pod of its namespace that names no service account/,
    silent: source('notPrincipals: [cluster.local/ns/a/sa/default], namespaces: [a]'),
  },
  {
    what: 'a service account',
    fires: source('serviceAccounts: [a/default]'),
    field: `${SOURCE}.serviceAccounts[0]`,
    says: /`a\/default`/,
    silent: source('serviceAccounts: [a/default]').replace('{rules', '{action: DENY, rules'),
  },
]);
