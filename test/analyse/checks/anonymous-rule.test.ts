import { describeTwins } from './describe-twins';
import { policy } from './manifests';

describeTwins('ZT135', [
  {
    what: 'methods for anybody',
    fires: policy('{rules: [{to: [{operation: {methods: [GET]}}]}]}'),
    field: 'spec.rules[0]',
    says: /names no caller/,
    silent: policy('{rules: [{from: [{source: {namespaces: [a]}}], to: [{operation: {methods: [GET]}}]}]}'),
  },
  {
    what: 'a workload; at a gateway everybody is meant',
    fires: policy('{selector: {matchLabels: {app: web}}, rules: [{to: [{operation: {methods: [GET]}}]}]}'),
    field: 'spec.rules[0]',
    says: /add `from`/,
    silent: policy(
      '{selector: {matchLabels: {istio: ingressgateway}}, rules: [{to: [{operation: {methods: [GET]}}]}]}',
    ),
  },
  {
    what: 'a workload that a Gateway does not choose',
    fires: policyAt('app: web'),
    field: 'spec.rules[0]',
    says: /add `from`/,
    silent: policyAt('app: edge'),
  },
]);

/** An open rule for pods with these labels, beside a Gateway for `app: edge`. */
function policyAt(labels: string): string {
  return [
    policy(`{selector: {matchLabels: {${labels}}}, rules: [{to: [{operation: {methods: [GET]}}]}]}`),
    'apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: shop}\nspec: {selector: {app: edge}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}\n',
  ].join('---\n');
}
