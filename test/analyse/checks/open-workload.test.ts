import { describeTwins } from './describe-twins';
import { all, deployment, policy, sidecars } from './manifests';

describeTwins('ZT127', [
  {
    what: 'a workload that no policy selects',
    fires: all(sidecars, deployment('web'), deployment('api'), policy('{selector: {matchLabels: {app: api}}}')),
    field: '',
    says: /no ALLOW policy applies to `web`, so whatever no policy denies is allowed/,
    silent: all(sidecars, deployment('web'), deployment('api'), policy('{}')),
  },
  {
    what: 'a DENY policy alone',
    fires: all(sidecars, deployment('web'), policy('{action: DENY, rules: [{to: [{operation: {ports: ["1"]}}]}]}')),
    field: '',
    says: /also without identity/,
    silent: all(sidecars, deployment('web'), policy('{}', 'x', 'istio-system')),
  },
  {
    what: 'policies of the namespace; without any, it cannot be told',
    fires: all(sidecars, deployment('web'), policy('{selector: {matchLabels: {app: api}}}')),
    field: '',
    says: /close namespace `shop`/,
    silent: all(sidecars, deployment('web'), policy('{}', 'x', 'other')),
  },
]);
