import { describeTwins } from './describe-twins';
import { jwt } from './manifests';

describeTwins('ZT311', [
  {
    what: 'two issuers with places of their own',
    fires: jwt('{jwtRules: [{issuer: a, audiences: [x]}, {issuer: b, audiences: [x], fromHeaders: [{name: x-b}]}]}'),
    field: 'spec.jwtRules[1]',
    says: /a good token of `a` passes whatever stands in the place of `b`/,
    silent: jwt('{jwtRules: [{issuer: a, audiences: [x]}, {issuer: b, audiences: [x]}]}'),
  },
]);
