import { describeTwins } from './describe-twins';
import { all, deployment, networkPolicy, sidecars, source } from './manifests';

const caller = deployment('api', 'serviceAccountName: api', 'shop');
const target = all(sidecars, deployment('web', 'serviceAccountName: web'), caller);
const allow = source('principals: [cluster.local/ns/shop/sa/api]', ', selector: {matchLabels: {app: web}}');
const into = (peer: string) =>
  networkPolicy(`{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: [{from: [${peer}]}]}`);
const outOf = (peer: string) =>
  networkPolicy(`{podSelector: {matchLabels: {app: api}}, policyTypes: [Egress], egress: [{to: [${peer}]}]}`);
const FIELD = 'spec.rules[0].from[0].source.principals[0]';

describeTwins('ZT519', [
  {
    what: 'pods that the target does not let in',
    fires: all(target, allow, into('{podSelector: {matchLabels: {app: other}}}')),
    field: FIELD,
    says: /NetworkPolicies let no call of `shop\/api` through to `shop\/web`, which this allows/,
    silent: all(target, allow, into('{podSelector: {matchLabels: {app: api}}}')),
  },
  {
    what: 'pods that the caller may not call',
    fires: all(target, allow, outOf('{podSelector: {matchLabels: {app: other}}}')),
    field: FIELD,
    says: /open them, too, or remove the caller/,
    silent: all(target, allow, outOf('{namespaceSelector: {}}')),
  },
  {
    what: 'labels; an address may be theirs',
    fires: all(target, allow, into('{podSelector: {matchLabels: {app: other}}}')),
    field: FIELD,
    says: /`shop\/api`/,
    silent: all(target, allow, into('{ipBlock: {cidr: 10.0.0.0/8}}')),
  },
]);
