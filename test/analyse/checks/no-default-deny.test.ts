import { describeTwins } from './describe-twins';
import { all, deployment, mtls, namespace, policy } from './manifests';

describeTwins('ZT134', [
  {
    what: 'a root namespace without a policy that closes',
    fires: all(namespace('istio-system'), deployment('web')),
    field: '',
    says: /write one of `spec: \{\}` in `istio-system`/,
    silent: all(namespace('istio-system'), deployment('web'), policy('{}', 'x', 'istio-system')),
  },
  {
    what: 'a root namespace that is kept here',
    fires: all(mtls('{}', 'x', 'istio-system'), deployment('web')),
    field: '',
    says: /is open/,
    silent: all(mtls('{}', 'x', 'shop'), deployment('web')),
  },
]);
