import { describeTwins } from './describe-twins';
import { all, ambient, deployment, mtls, namespace, policy, sidecars } from './manifests';

describeTwins('ZT126', [
  {
    what: 'a namespace that is not labelled',
    fires: all(namespace('shop'), deployment('web'), policy('{}')),
    field: '',
    says: /`shop\/web` is not in the mesh.*label namespace `shop`/,
    silent: all(sidecars, deployment('web'), policy('{}')),
  },
  {
    what: 'pods that refuse the sidecar',
    fires: all(
      sidecars,
      deployment('web', '', 'shop', ', annotations: {sidecar.istio.io/inject: "false"}'),
      mtls('{mtls: {mode: STRICT}}'),
    ),
    field: '',
    says: /refuse the proxy/,
    silent: all(
      ambient,
      deployment('web', '', 'shop', ', annotations: {sidecar.istio.io/inject: "false"}'),
      mtls('{mtls: {mode: STRICT}}'),
    ),
  },
  {
    what: 'the host network',
    fires: all(sidecars, deployment('web', 'hostNetwork: true'), policy('{}')),
    field: '',
    says: /host network get no proxy/,
    silent: all(deployment('web'), policy('{}')),
  },
  {
    what: 'pods without a proxy of their own, as a gateway without injection has one',
    fires: all(namespace('shop'), deployment('web', 'containers: [{name: web}]'), policy('{}')),
    field: '',
    says: /is not in the mesh/,
    silent: all(namespace('shop'), deployment('web', 'containers: [{name: istio-proxy}]'), policy('{}')),
  },
]);
