import { describeTwins } from './describe-twins';
import { all, ambient, deployment, policy, sidecars } from './manifests';

const DRY = ', annotations: {istio.io/dry-run: "true"}';

describeTwins('ZT129', [
  {
    what: 'AUDIT',
    fires: all(ambient, deployment('web'), policy('{action: AUDIT, rules: [{}]}')),
    field: 'spec.action',
    says: /no AUDIT policy to ztunnel/,
    silent: all(sidecars, deployment('web'), policy('{action: AUDIT, rules: [{}]}')),
  },
  {
    what: 'a dry run',
    fires: all(ambient, deployment('web'), policy('{}', 'x', 'shop', DRY)),
    field: 'metadata.annotations[istio.io/dry-run]',
    says: /no dry run to ztunnel/,
    silent: all(sidecars, deployment('web'), policy('{}', 'x', 'shop', DRY)),
  },
]);
