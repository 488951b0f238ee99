import { describeTwins } from './describe-twins';
import { all, deployment, jwt } from './manifests';

const FETCHED = jwt('{jwtRules: [{issuer: a, audiences: [b], jwksUri: "https://a/keys"}]}');

describeTwins('ZT313', [
  {
    what: 'an istiod that fetches anything',
    fires: all(deployment('istiod', 'containers: [{name: d}]', 'istio-system'), FETCHED),
    field: 'spec.template.spec.containers',
    says: /makes istiod call any address/,
    silent: all(
      deployment(
        'istiod',
        'containers: [{name: d, env: [{name: BLOCKED_CIDRS_IN_JWKS_URIS, value: 10.0.0.0/8}]}]',
        'istio-system',
      ),
      FETCHED,
    ),
  },
  {
    what: 'keys that are fetched',
    fires: all(deployment('istiod', 'containers: [{name: d}]', 'istio-system'), FETCHED),
    field: 'spec.template.spec.containers',
    says: /BLOCKED_CIDRS/,
    silent: deployment('istiod', 'containers: [{name: d}]', 'istio-system'),
  },
]);
