import { describeTwins } from './describe-twins';
import { all, deployment, policy, sidecars } from './manifests';

const EXCLUDES = ', annotations: {traffic.sidecar.istio.io/excludeInboundPorts: "9090"}';

describeTwins('ZT137', [
  {
    what: 'a port beside the proxy',
    fires: all(sidecars, deployment('web', '', 'shop', EXCLUDES), policy('{}')),
    field: 'spec.template.metadata.annotations[traffic.sidecar.istio.io/excludeInboundPorts]',
    says: /calls to `9090` do not pass the proxy/,
    silent: all(sidecars, deployment('web', '', 'shop', EXCLUDES.replace('9090', '15020')), policy('{}')),
  },
  {
    what: 'a pod under a policy',
    fires: all(sidecars, deployment('web', '', 'shop', EXCLUDES), policy('{}')),
    field: 'spec.template.metadata.annotations[traffic.sidecar.istio.io/excludeInboundPorts]',
    says: /NetworkPolicy/,
    silent: all(sidecars, deployment('web', '', 'shop', EXCLUDES), policy('{}', 'x', 'other')),
  },
]);
