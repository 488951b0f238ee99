import { describeTwins } from './describe-twins';
import { all, ambient, deployment, policy, sidecars } from './manifests';

describeTwins('ZT122', [
  {
    what: 'methods for callers in ambient',
    fires: all(
      ambient,
      deployment('web'),
      policy(
        '{action: DENY, rules: [{from: [{source: {namespaces: [dev]}}], to: [{operation: {methods: [DELETE]}}]}]}',
      ),
    ),
    field: 'spec.rules[0]',
    says: /knows no `methods`.*denies nothing at `shop\/web`/,
    silent: all(
      sidecars,
      deployment('web'),
      policy(
        '{action: DENY, rules: [{from: [{source: {namespaces: [dev]}}], to: [{operation: {methods: [DELETE]}}]}]}',
      ),
    ),
  },
  {
    what: 'a condition on a header',
    fires: all(
      ambient,
      deployment('web'),
      policy('{action: DENY, rules: [{when: [{key: "request.headers[x-a]", values: [b]}]}]}'),
    ),
    field: 'spec.rules[0]',
    says: /`request\.headers\[x-a\]`/,
    silent: all(
      ambient,
      deployment('web'),
      policy('{action: DENY, rules: [{when: [{key: source.namespace, values: [b]}]}]}'),
    ),
  },
  {
    what: 'no entry with a field that it knows',
    fires: all(ambient, deployment('web'), policy('{action: DENY, rules: [{to: [{operation: {paths: [/a/*]}}]}]}')),
    field: 'spec.rules[0]',
    says: /drops the rule/,
    silent: all(
      ambient,
      deployment('web'),
      policy('{action: DENY, rules: [{to: [{operation: {paths: [/a/*]}}, {operation: {ports: ["80"]}}]}]}'),
    ),
  },
]);
