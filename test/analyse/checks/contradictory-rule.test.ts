import { describeTwins } from './describe-twins';
import { all, ambient, deployment, policy } from './manifests';

const operations = (...fields: string[]) =>
  policy(`{action: DENY, rules: [{to: [${fields.map((one) => `{operation: {${one}}}`).join(', ')}]}]}`);

const addresses = (fields: string) => policy(`{action: DENY, rules: [{from: [{source: {${fields}}}]}]}`);
const anySource = (method: string) =>
  policy(
    `{rules: [{from: [{source: {}}, {source: {ipBlocks: [10.0.0.0/8]}}], to: [{operation: {notMethods: ["${method}"]}}]}]}`,
  );

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
    says: /no request meets `notPaths`, `methods` and `notMethods` at once, .*; remove one of them/,
    silent: operations('paths: [/a], notPaths: ["*"]', 'methods: [GET]'),
  },
  {
    what: 'an exception that is everything',
    fires: operations('notPaths: ["*"]'),
    field: 'spec.rules[0].to',
    says: /^`notPaths` excludes every request, so the rule never matches and denies nothing; remove it$/,
    silent: operations('notPaths: ["/*/"]'),
  },
  {
    what: 'a template within what is excluded',
    fires: operations('paths: ["/a/{*}/b"], notPaths: ["/a/*"]'),
    field: 'spec.rules[0].to',
    says: /all of `paths` is excluded again/,
    silent: operations('paths: ["/a/{*}/b"], notPaths: ["/a/b*"]'),
  },
  {
    what: 'what is excluded twice over',
    fires: policy(
      '{rules: [{from: [{source: {principals: [a/ns/b/sa/c], notPrincipals: [a/ns/b/sa/c]}}], to: [{operation: {ports: ["80"], notPorts: ["80"]}}]}]}',
    ),
    field: 'spec.rules[0].to',
    says: /^all of `ports` is excluded again in the same entry of `to`/,
    silent: policy(
      '{rules: [{from: [{source: {principals: [a/ns/b/sa/c], notPrincipals: [a/ns/b/sa/d]}}], to: [{operation: {ports: ["80"], notPorts: ["81"]}}]}]}',
    ),
  },
  {
    what: 'a caller of two namespaces',
    fires: policy(
      '{rules: [{from: [{source: {namespaces: [a]}}], when: [{key: source.principal, values: [cluster.local/ns/b/sa/c]}]}]}',
    ),
    field: 'spec.rules[0]',
    says: /^no request meets `namespaces` and `source.principal` at once, so the rule never matches and allows nothing/,
    silent: policy(
      '{rules: [{from: [{source: {namespaces: [a]}}], when: [{key: source.principal, values: [cluster.local/ns/a/sa/c]}]}]}',
    ),
  },
  {
    what: 'an identity that its own namespace excludes',
    fires: policy(
      '{action: DENY, rules: [{from: [{source: {principals: [cluster.local/ns/b/sa/c], notNamespaces: [b*]}}]}]}',
    ),
    field: 'spec.rules[0].from',
    says: /`principals` and `notNamespaces` at once, .* denies nothing; remove one of the two/,
    silent: policy(
      '{action: DENY, rules: [{from: [{source: {principals: [cluster.local/ns/b/sa/c], notNamespaces: [c*]}}]}]}',
    ),
  },
  {
    what: 'addresses outside of what they are within',
    fires: policy('{rules: [{from: [{source: {ipBlocks: [10.1.0.0/16], notIpBlocks: [10.0.0.0/9, 10.128.0.0/9]}}]}]}'),
    field: 'spec.rules[0].from',
    says: /all of `ipBlocks` is excluded again/,
    silent: policy('{rules: [{from: [{source: {ipBlocks: [10.0.0.0/8], notIpBlocks: [10.0.0.0/9]}}]}]}'),
  },
  {
    what: 'two ports at a time',
    fires: policy('{rules: [{to: [{operation: {ports: ["80"]}}], when: [{key: destination.port, values: ["81"]}]}]}'),
    field: 'spec.rules[0]',
    says: /`ports` and `destination.port` at once/,
    silent: policy('{rules: [{to: [{operation: {ports: ["80"]}}], when: [{key: destination.port, values: ["80"]}]}]}'),
  },
  {
    what: 'addresses at ztunnel, and not what ztunnel leaves out',
    fires: all(ambient, deployment('web'), addresses('ipBlocks: [10.0.0.0/8], notIpBlocks: [10.0.0.0/8]')),
    field: 'spec.rules[0].from',
    says: /all of `ipBlocks` is excluded again/,
    silent: all(ambient, deployment('web'), operations('paths: [/a], notPaths: [/a], ports: ["80"]')),
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
  {
    what: 'everything excluded, where one source is any, and another one of some addresses',
    fires: anySource('*'),
    field: 'spec.rules[0].to',
    says: /`notMethods` excludes every request, so the rule never matches/,
    silent: anySource('GET'),
  },
]);
