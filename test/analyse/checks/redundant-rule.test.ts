import { describeTwins } from './describe-twins';
import { all, policy } from './manifests';

const rule = (from: string, to: string) => `{from: [{source: {${from}}}], to: [{operation: {${to}}}]}`;
const web = 'principals: [cluster.local/ns/shop/sa/web]';
const rules = (...list: string[]) => `{rules: [${list.join(', ')}]}`;
const selecting = (label: string, text: string) => `{selector: {matchLabels: {${label}}}, ${text.slice(1)}`;

describeTwins('ZT602', [
  {
    what: 'a rule within another of its policy',
    fires: policy(rules(rule(web, 'paths: [/api/v1]'), rule(web, 'paths: ["/api/*"]'))),
    field: 'spec.rules[0]',
    says: /rule 1 allows all of this already; remove the rule/,
    silent: policy(rules(rule(web, 'paths: [/api/v1]'), rule(web, 'paths: ["/api/*"], notPaths: [/api/v1]'))),
  },
  {
    what: 'the same rule twice, once',
    fires: policy(rules(rule(web, 'methods: [GET]'), rule(web, 'methods: [GET]'))),
    field: 'spec.rules[1]',
    says: /rule 0 allows/,
    silent: policy(rules(rule(web, 'methods: [GET]'), rule(web, 'methods: [HEAD]'))),
  },
  {
    what: 'a policy of the namespace',
    fires: all(
      policy(selecting('app: a', rules(rule(web, 'methods: [GET]'))), 'narrow'),
      policy(rules(`{from: [{source: {namespaces: [shop]}}, {source: {${web}}}]}`), 'wide'),
    ),
    field: 'spec.rules[0]',
    says: /rule 0 of `shop\/wide`/,
    silent: all(
      policy(selecting('app: a', rules(rule(web, 'methods: [GET]'))), 'narrow'),
      policy(rules(`{from: [{source: {namespaces: [shop]}}, {source: {${web}}}]}`), 'wide', 'dev'),
    ),
  },
  {
    what: 'two policies, and not one in two files',
    fires: all(policy(rules(rule(web, 'methods: [GET]')), 'a'), policy(rules(rule(web, 'methods: [GET]')), 'b')),
    field: 'spec.rules[0]',
    says: /rule 0 of `shop\/a`/,
    silent: all(policy(rules(rule(web, 'methods: [GET]')), 'a'), policy(rules(rule(web, 'methods: [GET]')), 'a')),
  },
  {
    what: 'a policy with fewer labels',
    fires: all(
      policy(selecting('app: a, tier: b', rules(rule(web, 'methods: [GET]'))), 'narrow'),
      policy(selecting('tier: b', rules(rule(web, 'methods: ["*"]'))), 'wide'),
    ),
    field: 'spec.rules[0]',
    says: /rule 0 of `shop\/wide`/,
    silent: all(
      policy(selecting('app: a, tier: b', rules(rule(web, 'methods: [GET]'))), 'narrow'),
      policy(selecting('tier: c', rules(rule(web, 'methods: ["*"]'))), 'wide'),
    ),
  },
]);
