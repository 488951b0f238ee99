import { describeTwins } from './describe-twins';
import { all, gatewayApi, policy } from './manifests';

const SELECTS = '{selector: {matchLabels: {gateway.networking.k8s.io/gateway-name: wp}}}';

describeTwins('ZT124', [
  {
    what: 'the pods of a waypoint',
    fires: all(gatewayApi('wp', 'istio-waypoint'), policy(SELECTS)),
    field: 'spec.selector',
    says: /waypoint `wp` obeys only policies with `targetRefs`/,
    silent: all(gatewayApi('wp', 'istio'), policy(SELECTS)),
  },
]);
