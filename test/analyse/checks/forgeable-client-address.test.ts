import { describeTwins } from './describe-twins';
import { all, deployment, sidecars, source } from './manifests';

const gateway = deployment('edge', '', 'shop', ', annotations: {inject.istio.io/templates: gateway}');
const address = 'remoteIpBlocks: [203.0.113.0/24]';

describeTwins('ZT416', [
  {
    what: 'an address at a workload',
    fires: all(sidecars, deployment('web'), source(address)),
    field: 'spec.rules[0]',
    says: /the last one in `x-forwarded-for`, which any caller can write; add the principal of the gateway/,
    silent: all(sidecars, gateway, source(address)),
  },
  {
    what: 'an identity that all have',
    fires: all(sidecars, deployment('web'), source(`${address}, principals: ["*"]`)),
    field: 'spec.rules[0]',
    says: /or ask at the gateway/,
    silent: all(sidecars, deployment('web'), source(`${address}, principals: [cluster.local/ns/edge/sa/gateway]`)),
  },
]);
