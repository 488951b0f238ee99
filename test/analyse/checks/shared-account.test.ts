import { describeTwins } from './describe-twins';
import { all, deployment, source, SOURCE } from './manifests';

describeTwins('ZT140', [
  {
    what: 'an account of two applications',
    fires: all(
      deployment('a', 'serviceAccountName: run'),
      deployment('b', 'serviceAccountName: run'),
      source('principals: [cluster.local/ns/shop/sa/run]'),
    ),
    field: `${SOURCE}.principals[0]`,
    says: /`a` and `b` run under this service account/,
    silent: all(
      deployment('a', 'serviceAccountName: run'),
      deployment('b', 'serviceAccountName: b'),
      source('principals: [cluster.local/ns/shop/sa/run]'),
    ),
  },
  {
    what: 'two applications, and not two versions of one',
    fires: all(
      deployment('a', 'serviceAccountName: run'),
      deployment('b', 'serviceAccountName: run'),
      source('serviceAccounts: [run]'),
    ),
    field: `${SOURCE}.serviceAccounts[0]`,
    says: /one of its own/,
    silent: all(
      deployment('a', 'serviceAccountName: run'),
      deployment('a', 'serviceAccountName: run').replace('name: a', 'name: a-v2'),
      source('serviceAccounts: [run]'),
    ),
  },
]);
