import { describeTwins } from './describe-twins';
import { deployment } from './manifests';

const own = (metadata: string, text = deployment('web')) =>
  text.replace('namespace: shop', `namespace: shop, ${metadata}`);

describeTwins('ZT514', [
  {
    what: 'a label of pods at the Deployment',
    fires: own('labels: {sidecar.istio.io/inject: "true"}'),
    field: 'metadata.labels[sidecar.istio.io/inject]',
    says: /is read from pods, and a Deployment does not hand it on; move it to `spec\.template\.metadata\.labels`/,
    silent: own('labels: {app.kubernetes.io/name: web}'),
  },
  {
    what: 'an annotation that only the Deployment has',
    fires: own('annotations: {traffic.sidecar.istio.io/excludeInboundPorts: "9090"}'),
    field: 'metadata.annotations[traffic.sidecar.istio.io/excludeInboundPorts]',
    says: /move it to/,
    silent: own(
      'annotations: {traffic.sidecar.istio.io/excludeOutboundPorts: "9090"}',
      deployment('web', '', 'shop', ', annotations: {traffic.sidecar.istio.io/excludeOutboundPorts: "9090"}'),
    ),
  },
]);
