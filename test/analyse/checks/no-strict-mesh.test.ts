import { describeTwins } from './describe-twins';
import { all, deployment, mtls, namespace, policy } from './manifests';

describeTwins('ZT209', [
  {
    what: 'a root namespace without STRICT',
    fires: all(namespace('istio-system'), deployment('web')),
    field: '',
    says: /write one with `mode: STRICT` in `istio-system`/,
    silent: all(namespace('istio-system'), deployment('web'), mtls('{mtls: {mode: STRICT}}', 'x', 'istio-system')),
  },
  {
    what: 'one that states no mode',
    fires: all(mtls('{}', 'x', 'istio-system'), deployment('web')),
    field: '',
    says: /accept plaintext/,
    silent: all(policy('{}'), deployment('web')),
  },
]);
