import { describeTwins } from './describe-twins';
import { all, deployment, jwt, policy, SOURCE } from './manifests';

const NEEDS = policy(
  '{selector: {matchLabels: {app: web}}, rules: [{from: [{source: {requestPrincipals: ["a/*"]}}]}]}',
);

describeTwins('ZT312', [
  {
    what: 'a token that no rule checks',
    fires: all(deployment('web'), NEEDS),
    field: `${SOURCE}.requestPrincipals[0]`,
    says: /no RequestAuthentication checks tokens.*is never met/,
    silent: all(deployment('web'), NEEDS, jwt('{jwtRules: [{issuer: a, audiences: [b]}]}')),
  },
  {
    what: 'tokens that are checked for other pods',
    fires: all(
      deployment('web'),
      NEEDS,
      jwt('{selector: {matchLabels: {app: api}}, jwtRules: [{issuer: a, audiences: [b]}]}'),
    ),
    field: `${SOURCE}.requestPrincipals[0]`,
    says: /write one with the issuer's/,
    silent: NEEDS,
  },
]);
