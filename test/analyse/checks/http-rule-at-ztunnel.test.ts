import { describeTwins } from './describe-twins';
import { all, ambient, deployment, policy, sidecars } from './manifests';

describeTwins('ZT123', [
  {
    what: 'an ALLOW rule with methods',
    fires: all(
      ambient,
      deployment('web'),
      policy('{rules: [{from: [{source: {namespaces: [a]}}], to: [{operation: {methods: [GET]}}]}]}'),
    ),
    field: 'spec.rules[0]',
    says: /drops the rule, which allows nothing at `shop\/web`/,
    silent: all(
      ambient,
      deployment('web'),
      policy('{rules: [{from: [{source: {namespaces: [a]}}], to: [{operation: {ports: ["80"]}}]}]}'),
    ),
  },
  {
    what: 'a DENY entry with a port and a method',
    fires: all(
      ambient,
      deployment('web'),
      policy('{action: DENY, rules: [{to: [{operation: {ports: ["80"], methods: [POST]}}]}]}'),
    ),
    field: 'spec.rules[0]',
    says: /denies without asking for it/,
    silent: all(
      sidecars,
      deployment('web'),
      policy('{action: DENY, rules: [{to: [{operation: {ports: ["80"], methods: [POST]}}]}]}'),
    ),
  },
]);
