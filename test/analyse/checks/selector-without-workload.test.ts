import { describeTwins } from './describe-twins';
import { all, deployment, jwt, mtls, namespace, operated, policy } from './manifests';

describeTwins('ZT125', [
  {
    what: 'a value that no pod has',
    fires: all(deployment('web'), policy('{selector: {matchLabels: {app: wbe}}}')),
    field: 'spec.selector.matchLabels',
    says: /no workload of namespace `shop` has `app: wbe`, .*`app` is `web` there/,
    silent: all(deployment('web'), policy('{selector: {matchLabels: {app: web}}}')),
  },
  {
    what: 'the same value under another key',
    fires: all(deployment('web'), mtls('{selector: {matchLabels: {name: web}}, mtls: {mode: STRICT}}')),
    field: 'spec.selector.matchLabels',
    says: /did you mean `app: web`\?/,
    silent: all(deployment('web', '', 'other'), mtls('{selector: {matchLabels: {name: web}}, mtls: {mode: STRICT}}')),
  },
  {
    what: 'tokens for pods that are not there',
    fires: all(
      deployment('web'),
      jwt('{selector: {matchLabels: {app: api}}, jwtRules: [{issuer: a, audiences: [b]}]}'),
    ),
    field: 'spec.selector.matchLabels',
    says: /applies to nothing/,
    silent: all(
      deployment('web'),
      jwt('{selector: {matchLabels: {app: api}}, jwtRules: [{issuer: a, audiences: [b]}]}'),
      deployment('api')
        .replace('apps/v1', 'argoproj.io/v1alpha1')
        .replace('kind: Deployment', 'kind: Rollout')
        .replace('spec: {}', 'spec: {containers: []}'),
    ),
  },
  {
    what: 'a label of root policies',
    fires: all(
      namespace('kube-system'),
      deployment('web'),
      policy('{selector: {matchLabels: {app: api}}}', 'x', 'istio-system'),
    ),
    field: 'spec.selector.matchLabels',
    says: /no workload has `app: api`/,
    silent: all(deployment('web'), policy('{selector: {matchLabels: {istio: ingressgateway}}}', 'x', 'istio-system')),
  },
  {
    what: 'a label of its own, and not one that the cluster sets',
    fires: all(deployment('web'), policy('{selector: {matchLabels: {hash: a}}}')),
    field: 'spec.selector.matchLabels',
    says: /no workload has a label `hash`/,
    silent: all(deployment('web'), policy('{selector: {matchLabels: {pod-template-hash: a}}}')),
  },
  {
    what: 'a namespace in which no operator makes pods',
    fires: all(deployment('web'), policy('{selector: {matchLabels: {app: wbe}}}')),
    field: 'spec.selector.matchLabels',
    says: /no workload of namespace `shop`/,
    silent: all(deployment('web'), policy('{selector: {matchLabels: {app: wbe}}}'), operated),
  },
]);
