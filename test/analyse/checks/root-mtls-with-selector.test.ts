import { describeTwins } from './describe-twins';
import { mtls } from './manifests';

describeTwins('ZT207', [
  {
    what: 'labels in the root namespace',
    fires: mtls('{selector: {matchLabels: {a: b}}}', 'x', 'istio-system'),
    field: 'spec.selector',
    says: /counts for no workload/,
    silent: mtls('{selector: {matchLabels: {a: b}}}'),
  },
]);
