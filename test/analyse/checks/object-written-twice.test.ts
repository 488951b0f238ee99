import { describeTwins } from './describe-twins';
import { all, policy } from './manifests';

const OPEN = '{rules: [{}]}';
const CLOSED = '{}';

describeTwins('ZT604', [
  {
    what: 'a default deny that another text opens',
    fires: all(policy(CLOSED, 'default'), policy(OPEN, 'default')),
    field: 'metadata.name',
    says: /line \d+ writes the same object with other content; the cluster keeps the one that is applied last/,
    silent: all(policy(CLOSED, 'default'), policy(CLOSED, 'default')),
  },
  {
    what: 'a policy that is in two namespaces under one name, and once more in the first',
    fires: all(policy(CLOSED, 'default'), policy(OPEN, 'default', 'dev'), policy(OPEN, 'default')),
    field: 'metadata.name',
    says: /remove one, or check alternatives one at a time/,
    silent: all(policy(CLOSED, 'default'), policy(OPEN, 'default', 'dev')),
  },
]);
