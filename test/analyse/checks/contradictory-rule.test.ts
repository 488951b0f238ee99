import { describeTwins } from './describe-twins';
import { policy } from './manifests';

const operations = (...fields: string[]) =>
  policy(`{action: DENY, rules: [{to: [${fields.map((one) => `{operation: {${one}}}`).join(', ')}]}]}`);

describeTwins('ZT601', [
  {
    what: 'paths that are excluded again',
    fires: operations('paths: [/a, /b/c], notPaths: [/a, "/b/*"]'),
    field: 'spec.rules[0].to',
    says: /all of `paths` is excluded again in the same entry of `to`, so the rule never matches and denies nothing/,
    silent: operations('paths: [/a, /b/c], notPaths: [/a, "/c/*"]'),
  },
  {
    what: 'every entry of a list',
    fires: operations('paths: [/a], notPaths: ["*"]', 'methods: [GET], notMethods: [GET]'),
    field: 'spec.rules[0].to',
    says: /remove one of the two/,
    silent: operations('paths: [/a], notPaths: ["*"]', 'methods: [GET]'),
  },
  {
    what: 'a claim',
    fires: policy('{rules: [{when: [{key: "request.auth.claims[a]", values: [x], notValues: [x]}]}]}'),
    field: 'spec.rules[0].when',
    says: /allows nothing/,
    silent: policy('{rules: [{when: [{key: "request.auth.claims[a]", values: [x*], notValues: [x]}]}]}'),
  },
  {
    what: 'a rule by which a provider is to be asked',
    fires: operations('paths: [/a], notPaths: [/a]').replace('DENY', 'CUSTOM, provider: {name: p}'),
    field: 'spec.rules[0].to',
    says: /so the rule never matches and has nobody asked/,
    silent: operations('paths: [/a], notPaths: [/b]').replace('DENY', 'CUSTOM, provider: {name: p}'),
  },
]);
