import { describeTwins } from './describe-twins';
import { all, ambient, deployment, mtls, namespace, service, sidecars } from './manifests';

const balanced = service('web', '{port: 80, name: http}').replace('spec: {', 'spec: {type: LoadBalancer, ');
const strict = mtls('{mtls: {mode: STRICT}}');
const gateway = deployment('web', '', 'shop', ', annotations: {inject.istio.io/templates: gateway}');

describeTwins('ZT430', [
  {
    what: 'a LoadBalancer to pods that require mutual TLS',
    fires: all(sidecars, strict, deployment('web'), balanced),
    field: 'spec.type',
    says: /leads from outside to `shop\/web`, which take mutual TLS of the mesh only, so calls from there are refused/,
    silent: all(sidecars, strict, deployment('web'), service('web', '{port: 80, name: http}')),
  },
  {
    what: 'pods that take plaintext',
    fires: all(ambient, deployment('web'), balanced),
    field: 'spec.type',
    says: /past every gateway, and callers have no identity there/,
    silent: all(namespace('shop', 'istio-injection: disabled'), deployment('web'), balanced),
  },
  {
    what: 'pods that are no gateway',
    fires: all(sidecars, deployment('web'), balanced.replace('LoadBalancer', 'NodePort')),
    field: 'spec.type',
    says: /route them through a gateway/,
    silent: all(sidecars, gateway, balanced),
  },
  {
    what: 'an external address',
    fires: all(sidecars, deployment('web'), balanced.replace('type: LoadBalancer', 'externalIPs: [1.2.3.4]')),
    field: 'spec.externalIPs',
    says: /leads from outside/,
    silent: all(sidecars, deployment('web'), balanced.replace('type: LoadBalancer', 'externalIPs: []')),
  },
]);
