import { describeTwins } from './describe-twins';
import { deployment, gatewayApi, namespace } from './manifests';

const pod = (mode: string) => deployment('a').replace('app: a', `app: a, istio.io/dataplane-mode: ${mode}`);
const waypoint = (value: string) =>
  gatewayApi('w', 'istio-waypoint', '{name: mesh, port: 15008, protocol: HBONE}').replace(
    'namespace: shop',
    `namespace: shop, labels: {istio.io/waypoint-for: ${value}}`,
  );

describeTwins('ZT505', [
  {
    what: 'a truth value for injection',
    fires: namespace('shop', 'istio-injection: "true"'),
    field: 'metadata.labels.istio-injection',
    says: /`istio-injection: true` is a value that Istio does not know, so the label does nothing; write one of `enabled`, `disabled`/,
    silent: namespace('shop', 'istio-injection: enabled'),
  },
  {
    what: 'a pod in upper case',
    fires: pod('Ambient'),
    field: 'spec.template.metadata.labels[istio.io/dataplane-mode]',
    says: /`ambient`, `none`/,
    silent: pod('ambient'),
  },
  {
    what: 'a waypoint in the plural',
    fires: waypoint('services'),
    field: 'metadata.labels[istio.io/waypoint-for]',
    says: /`service`, `workload`/,
    silent: waypoint('service'),
  },
]);
