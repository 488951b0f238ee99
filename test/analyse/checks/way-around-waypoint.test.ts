import { describeTwins } from './describe-twins';
import { all, deployment, gatewayApi, namespace, policy, service } from './manifests';

const MESH = all(
  namespace('shop', 'istio.io/dataplane-mode: ambient, istio.io/use-waypoint: wp'),
  gatewayApi('wp', 'istio-waypoint', '{name: mesh, port: 15008, protocol: HBONE}'),
  deployment('web'),
  service('web', '{port: 80}'),
);
const onService = policy('{targetRefs: [{kind: Service, name: web}], rules: [{to: [{operation: {methods: [GET]}}]}]}');

describeTwins('ZT136', [
  {
    what: 'pods that nothing closes',
    fires: all(MESH, onService),
    field: 'spec.targetRefs[0]',
    says: /`shop\/web` may be called past waypoint `wp`/,
    silent: all(
      MESH,
      onService,
      policy(
        '{selector: {matchLabels: {app: web}}, rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/wp]}}]}]}',
        'lock',
      ),
    ),
  },
]);
