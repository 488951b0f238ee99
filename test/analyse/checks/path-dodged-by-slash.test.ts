import { describeTwins } from './describe-twins';
import { OPERATION, policy } from './manifests';

const deny = (paths: string) => policy(`{action: DENY, rules: [{to: [{operation: {paths: [${paths}]}}]}]}`);

describeTwins('ZT143', [
  {
    what: 'an exact path',
    fires: deny('/admin'),
    field: `${OPERATION}.paths[0]`,
    says: /`\/admin\/` is not denied.*add `\/admin\/\*`/,
    silent: deny('/admin, "/admin/*"'),
  },
  {
    what: 'an exact path in a DENY',
    fires: deny('/a/b'),
    field: `${OPERATION}.paths[0]`,
    says: /`\/a\/b`/,
    silent: deny('/a/b').replace('action: DENY, ', ''),
  },
]);
