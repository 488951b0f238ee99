import { describeTwins } from './describe-twins';
import { mtls, policy } from './manifests';

describeTwins('ZT133', [
  {
    what: 'a value that no label has',
    fires: policy('{selector: {matchLabels: {app: -b}}}'),
    field: 'spec.selector.matchLabels.app',
    says: /applies to nothing: label value `-b` of `app` is not valid/,
    silent: policy('{selector: {matchLabels: {app: b}}}'),
  },
  {
    what: 'a key that no label has',
    fires: mtls('{selector: {matchLabels: {"a b": c}}}'),
    field: 'spec.selector.matchLabels[a b]',
    says: /no pod can have a label `a b`/,
    silent: mtls('{selector: {matchLabels: {example.com/a_b: c}}}'),
  },
  {
    what: 'a name that no Service has',
    fires: policy('{targetRefs: [{kind: Service, name: A_b}]}'),
    field: 'spec.targetRefs[0].name',
    says: /no Service can be named `A_b`/,
    silent: policy('{targetRefs: [{kind: Service, name: a-b}]}'),
  },
  {
    what: 'one target twice',
    fires: policy('{targetRefs: [{kind: Service, name: a}, {kind: Service, name: a}]}'),
    field: 'spec.targetRefs[1]',
    says: /named twice/,
    silent: policy('{targetRefs: [{kind: Service, name: a}, {kind: Service, name: b}]}'),
  },
]);
