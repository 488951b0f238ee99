import { describeTwins } from './describe-twins';
import { all, ambient, deployment, policy, sidecars } from './manifests';

describeTwins('ZT149', [
  {
    what: 'an empty selector',
    fires: all(ambient, deployment('web'), policy('{selector: {}}')),
    field: 'spec.selector',
    says: /does not hold for `shop\/web`/,
    silent: all(ambient, deployment('web'), policy('{}')),
  },
  {
    what: 'ambient pods only',
    fires: all(ambient, deployment('web'), policy('{selector: {matchLabels: {}}}')),
    field: 'spec.selector',
    says: /leave `selector` out/,
    silent: all(sidecars, deployment('web'), policy('{selector: {matchLabels: {}}}')),
  },
]);
