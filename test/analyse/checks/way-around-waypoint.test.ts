import { describeTwins } from './describe-twins';
import { all, deployment, gatewayApi, namespace, policy, service } from './manifests';

const MESH = all(
  namespace('shop', 'istio.io/dataplane-mode: ambient, istio.io/use-waypoint: wp'),
  gatewayApi('wp', 'istio-waypoint', '{name: mesh, port: 15008, protocol: HBONE}'),
  deployment('web'),
  service('web', '{port: 80}'),
);
const onService = policy('{targetRefs: [{kind: Service, name: web}], rules: [{to: [{operation: {methods: [GET]}}]}]}');

const lock = (principals: string, rest = '') =>
  policy(
    `{selector: {matchLabels: {app: web}}, rules: [{from: [{source: {principals: [${principals}]}}]${rest}}]}`,
    'lock',
  );

/** The same with a waypoint that is also for calls to pods. */
const FOR_ALL = MESH.replace(
  '{name: wp, namespace: shop}',
  '{name: wp, namespace: shop, labels: {istio.io/waypoint-for: all}}',
);

describeTwins('ZT136', [
  {
    what: 'a waypoint for pods, too, past the policies on Services; one that is closed by itself does not',
    fires: all(FOR_ALL, onService, lock('cluster.local/ns/shop/sa/wp')),
    field: 'spec.targetRefs[0]',
    says: /calls to the address of `shop\/web` pass waypoint `wp`, too, where policies on Services do not hold/,
    silent: all(
      FOR_ALL,
      onService,
      lock('cluster.local/ns/shop/sa/wp'),
      policy('{targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: wp}]}', 'nothing'),
    ),
  },
  {
    what: 'pods that nothing closes',
    fires: all(MESH, onService),
    field: 'spec.targetRefs[0]',
    says: /`shop\/web` may be called past waypoint `wp`/,
    silent: all(MESH, onService, lock('cluster.local/ns/shop/sa/wp')),
  },
  {
    what: 'pods that another caller is let in to',
    fires: all(MESH, onService, lock('cluster.local/ns/shop/sa/wp, cluster.local/ns/shop/sa/api')),
    field: 'spec.targetRefs[0]',
    says: /may be called past waypoint `wp`, let in by `lock`, where this does not hold/,
    silent: all(MESH, onService, lock('cluster.local/ns/shop/sa/wp')),
  },
  {
    what: 'a rule for the port of the Service; others are no way around',
    fires: all(MESH, onService, lock('cluster.local/ns/shop/sa/api', ', to: [{operation: {ports: ["80"]}}]')),
    field: 'spec.targetRefs[0]',
    says: /let in by `lock`/,
    silent: all(MESH, onService, lock('cluster.local/ns/shop/sa/api', ', to: [{operation: {ports: ["9090"]}}]')),
  },
  {
    what: 'a rule that ztunnel enforces; one that looks at HTTP lets nobody in there',
    fires: all(MESH, onService, lock('cluster.local/ns/shop/sa/api')),
    field: 'spec.targetRefs[0]',
    says: /let in by `lock`/,
    silent: all(MESH, onService, lock('cluster.local/ns/shop/sa/api', ', to: [{operation: {methods: [GET]}}]')),
  },
]);
