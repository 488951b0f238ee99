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
]);
