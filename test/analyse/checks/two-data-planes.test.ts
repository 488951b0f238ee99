import { describeTwins } from './describe-twins';
import { all, deployment, namespace, sidecars } from './manifests';

const pod = (label: string) => deployment('a').replace('app: a', `app: a, ${label}`);

describeTwins('ZT504', [
  {
    what: 'sidecars and ambient',
    fires: namespace('shop', 'istio-injection: enabled, istio.io/dataplane-mode: ambient'),
    field: 'metadata.labels[istio.io/dataplane-mode]',
    says: /the namespace asks for ambient and for sidecars, and the sidecar wins/,
    silent: namespace('shop', 'istio-injection: disabled, istio.io/dataplane-mode: ambient'),
  },
  {
    what: 'an injector and a revision',
    fires: namespace('shop', 'istio-injection: enabled, istio.io/rev: canary'),
    field: 'metadata.labels[istio.io/rev]',
    says: /`istio\.io\/rev: canary` is ignored beside `istio-injection: enabled`/,
    silent: namespace('shop', 'istio.io/rev: canary'),
  },
  {
    what: 'a pod for ambient among sidecars',
    fires: all(sidecars, pod('istio.io/dataplane-mode: ambient')),
    field: 'spec.template.metadata.labels[istio.io/dataplane-mode]',
    says: /the pod asks for ambient/,
    silent: all(sidecars, pod('istio.io/dataplane-mode: ambient, sidecar.istio.io/inject: "false"')),
  },
]);
