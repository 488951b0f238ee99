import { describeTwins } from './describe-twins';
import { istio } from './manifests';

const routes = (...matches: readonly string[]) =>
  istio(
    'VirtualService',
    `{hosts: [a.com], gateways: [far/gw], http: [${matches.map((match, index) => `{match: [${match}], route: [{destination: {host: b${index}.org}}]}`).join(', ')}]}`,
  );

describeTwins('ZT426', [
  {
    what: 'a route behind one for all requests',
    fires: routes('{uri: {prefix: /}}', '{uri: {prefix: /admin}}'),
    field: 'spec.http[1]',
    says: /route 0 takes every request that this one is for/,
    silent: routes('{uri: {prefix: /admin}}', '{uri: {prefix: /}}'),
  },
  {
    what: 'a path below an earlier prefix',
    fires: routes('{uri: {prefix: /api}}', '{uri: {exact: /api/v1}, method: {exact: GET}}'),
    field: 'spec.http[1]',
    says: /put it first/,
    silent: routes('{uri: {prefix: /api}, method: {exact: POST}}', '{uri: {exact: /api/v1}, method: {exact: GET}}'),
  },
  {
    what: 'case, where the earlier one ignores it',
    fires: routes('{uri: {prefix: /api}, ignoreUriCase: true}', '{uri: {prefix: /API/v1}}'),
    field: 'spec.http[1]',
    says: /never reached/,
    silent: routes('{uri: {prefix: /api}}', '{uri: {prefix: /API/v1}}'),
  },
  {
    what: 'the same match twice',
    fires: routes('{headers: {a: {exact: b}}}', '{headers: {a: {exact: b}}}'),
    field: 'spec.http[1]',
    says: /route 0/,
    silent: routes('{headers: {a: {exact: b}}}', '{headers: {a: {exact: c}}}'),
  },
  {
    what: 'a route all of whose matches are taken; one that is not is enough to be reached',
    fires: routes('{uri: {prefix: /a}}', '{uri: {prefix: /a/b}}, {uri: {exact: /a}}'),
    field: 'spec.http[1]',
    says: /route 0/,
    silent: routes('{uri: {prefix: /a}}', '{uri: {prefix: /a/b}}, {uri: {exact: /b}}'),
  },
]);
