import { describeTwins } from './describe-twins';
import { jwt } from './manifests';

describeTwins('ZT315', [
  {
    what: 'presence',
    fires: jwt('{jwtRules: [{issuer: a, audiences: [b], presence: REQUIRED}]}'),
    field: 'spec.jwtRules[0].presence',
    says: /does not read `presence`/,
    silent: jwt('{jwtRules: [{issuer: a, audiences: [b], presence: OPTIONAL}]}'),
  },
]);
