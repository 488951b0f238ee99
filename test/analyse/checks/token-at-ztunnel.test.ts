import { describeTwins } from './describe-twins';
import { all, ambient, deployment, jwt, sidecars } from './manifests';

const RULES = '{jwtRules: [{issuer: a, audiences: [b]}]}';

describeTwins('ZT309', [
  {
    what: 'tokens for ambient pods',
    fires: all(ambient, deployment('web'), jwt(RULES)),
    field: 'spec.jwtRules',
    says: /ztunnel checks no tokens, so `shop\/web` take any/,
    silent: all(sidecars, deployment('web'), jwt(RULES)),
  },
]);
