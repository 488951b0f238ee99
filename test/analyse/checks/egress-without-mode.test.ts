import { describeTwins } from './describe-twins';
import { istio } from './manifests';

const sidecar = (policy: string) => istio('Sidecar', `{egress: [{hosts: ["./*"]}]${policy}}`);

describeTwins('ZT418', [
  {
    what: 'an empty policy',
    fires: sidecar(', outboundTrafficPolicy: {}'),
    field: 'spec.outboundTrafficPolicy',
    says: /without `mode` means REGISTRY_ONLY/,
    silent: sidecar(''),
  },
  {
    what: 'a policy that has only a proxy',
    fires: sidecar(', outboundTrafficPolicy: {egressProxy: {host: a.com, port: {number: 80}}}'),
    field: 'spec.outboundTrafficPolicy',
    says: /write the mode/,
    silent: sidecar(', outboundTrafficPolicy: {mode: ALLOW_ANY, egressProxy: {host: a.com, port: {number: 80}}}'),
  },
]);
