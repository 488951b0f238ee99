import { describeTwins } from './describe-twins';
import { all, deployment, gatewayApi, namespace, policy, service } from './manifests';

const MESH = all(
  namespace('shop', 'istio.io/dataplane-mode: ambient, istio.io/use-waypoint: wp'),
  gatewayApi('wp', 'istio-waypoint', '{name: mesh, port: 15008, protocol: HBONE}'),
  deployment('web'),
  service('web', '{port: 80}'),
);
const CALLER = deployment('front', 'serviceAccountName: front', 'edge');
const SIDECAR = all(namespace('edge', 'istio-injection: enabled'), CALLER);
const AMBIENT = all(namespace('edge', 'istio.io/dataplane-mode: ambient'), CALLER);
const GATEWAY = all(
  namespace('edge', 'istio-injection: enabled'),
  deployment('front', 'serviceAccountName: front', 'edge', ', annotations: {inject.istio.io/templates: gateway}'),
);
const grant = policy(
  '{targetRefs: [{kind: Service, name: web}], rules: [{from: [{source: {principals: [cluster.local/ns/edge/sa/front]}}]}]}',
);
const lock = (principals = 'cluster.local/ns/shop/sa/wp', rest = '') =>
  policy(
    `{selector: {matchLabels: {app: web}}, rules: [{from: [{source: {principals: [${principals}]}}]${rest}}]}`,
    'lock',
  );
const PRINCIPAL = 'spec.rules[0].from[0].source.principals[0]';

describeTwins('ZT155', [
  {
    what: 'a caller with a sidecar, and not one in ambient',
    fires: all(MESH, SIDECAR, grant, lock()),
    field: PRINCIPAL,
    says: /^`edge\/front` has a sidecar and calls past waypoint `wp`, and `shop\/web` lets only others in, so that this grant is in vain; let it join ambient, or allow it at the pods, too$/,
    silent: all(MESH, AMBIENT, grant, lock()),
  },
  {
    what: 'a gateway, unless the Service leads gateways to the waypoint',
    fires: all(MESH, GATEWAY, grant, lock()),
    field: PRINCIPAL,
    says: /is a gateway and calls past waypoint `wp`.*; label the Service `istio.io\/ingress-use-waypoint: "true"`/,
    silent: all(
      MESH.replace(
        'name: web, namespace: shop}\nspec: {selector',
        'name: web, namespace: shop, labels: {istio.io/ingress-use-waypoint: "true"}}\nspec: {selector',
      ),
      GATEWAY,
      grant,
      lock(),
    ),
  },
  {
    what: 'pods that let only others in, and not those that let the caller in, too',
    fires: all(MESH, SIDECAR, grant, lock('cluster.local/ns/shop/sa/wp, cluster.local/ns/other/sa/front')),
    field: PRINCIPAL,
    says: /lets only others in/,
    silent: all(MESH, SIDECAR, grant, lock('cluster.local/ns/shop/sa/wp, cluster.local/ns/edge/sa/*')),
  },
  {
    what: 'pods that let the caller in at another port only',
    fires: all(MESH, SIDECAR, grant, lock('cluster.local/ns/edge/sa/front', ', to: [{operation: {ports: ["9090"]}}]')),
    field: PRINCIPAL,
    says: /in vain/,
    silent: all(MESH, SIDECAR, grant, lock('cluster.local/ns/edge/sa/front', ', to: [{operation: {ports: ["80"]}}]')),
  },
  {
    what: 'pods that are closed, and not open ones',
    fires: all(MESH, SIDECAR, grant, lock()),
    field: PRINCIPAL,
    says: /in vain/,
    silent: all(MESH, SIDECAR, grant),
  },
]);
