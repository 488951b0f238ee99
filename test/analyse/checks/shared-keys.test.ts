import { describeTwins } from './describe-twins';
import { all, jwt } from './manifests';

const two = (issuer: string, uri: string) =>
  jwt(
    `{jwtRules: [{issuer: a, audiences: [x], jwksUri: "https://k/1"}, {issuer: ${issuer}, audiences: [x], jwksUri: "${uri}"}]}`,
  );
const one = (issuer: string, name = 'x') =>
  jwt(`{jwtRules: [{issuer: ${issuer}, audiences: [x], jwksUri: "https://k/1"}]}`, name);

describeTwins('ZT314', [
  {
    what: 'one address for two issuers',
    fires: two('b', 'https://k/1'),
    field: 'spec.jwtRules[1].jwksUri',
    says: /issuer `b` has the keys of `a`/,
    silent: two('b', 'https://k/2'),
  },
  {
    what: 'two policies for the same pods',
    fires: all(one('a'), one('b', 'y')),
    field: 'spec.jwtRules[0].jwksUri',
    says: /either can make tokens of the other/,
    silent: all(one('a'), one('a', 'y')),
  },
]);
