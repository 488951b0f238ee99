import { describeTwins } from './describe-twins';
import { all, ambient, deployment, policy, sidecars } from './manifests';

const CUSTOM = '{action: CUSTOM, provider: {name: oauth}, rules: [{}]}';

describeTwins('ZT128', [
  {
    what: 'a provider for ambient pods',
    fires: all(ambient, deployment('web'), policy(CUSTOM)),
    field: 'spec.action',
    says: /requests to `shop\/web` pass unasked/,
    silent: all(sidecars, deployment('web'), policy(CUSTOM)),
  },
]);
