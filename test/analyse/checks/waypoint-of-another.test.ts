import { describeTwins } from './describe-twins';
import { all, gatewayApi, istio, namespace, service } from './manifests';

const space = namespace('shop', 'istio.io/dataplane-mode: ambient, istio.io/use-waypoint: w');
const gateway = (
  className: string,
  serves: string,
  listener = '{name: mesh, port: 15008, protocol: HBONE}',
  at = 'shop',
) =>
  gatewayApi('w', className, listener, at).replace(
    `namespace: ${at}`,
    `namespace: ${at}, labels: {istio.io/waypoint-for: ${serves}}`,
  );
const web = service('web', '{port: 80, name: http}', 'web', ', labels: {istio.io/use-waypoint: w}');
const away = namespace(
  'shop',
  'istio.io/dataplane-mode: ambient, istio.io/use-waypoint: w, istio.io/use-waypoint-namespace: infra',
);
const webAway = service(
  'web',
  '{port: 80, name: http}',
  'web',
  ', labels: {istio.io/use-waypoint: w, istio.io/use-waypoint-namespace: infra}',
);
const selecting = (label: string) =>
  `{name: mesh, port: 15008, protocol: HBONE, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {${label}}}}}}`;
const gatewayClass = (controller: string, labels: string) =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: mine, labels: {${labels}}}\nspec: {controllerName: ${controller}}\n`;
const classic = istio(
  'Gateway',
  '{selector: {a: b}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}',
  'w',
);
const FIELD = 'metadata.labels[istio.io/use-waypoint]';

describeTwins('ZT509', [
  {
    what: 'an ingress gateway',
    fires: all(space, gateway('istio', 'all')),
    field: FIELD,
    says: /Gateway `w` is no waypoint, so no waypoint .*; name one of class `istio-waypoint`/,
    silent: all(space, gateway('istio-waypoint', 'all')),
  },
  {
    what: 'a Service whose waypoint is for workloads',
    fires: all(namespace('shop'), web, gateway('istio-waypoint', 'workload')),
    field: FIELD,
    says: /is for `workload` only/,
    silent: all(namespace('shop'), web, gateway('istio-waypoint', 'service')),
  },
  {
    what: 'a waypoint for its own namespace',
    fires: all(away, gateway('istio-waypoint', 'all', undefined, 'infra')),
    field: FIELD,
    says: /takes nothing of namespace `shop`, .*; select it, or write `allowedRoutes: {namespaces: {from: All}}`/,
    silent: all(
      away,
      gateway(
        'istio-waypoint',
        'all',
        '{name: mesh, port: 15008, protocol: HBONE, allowedRoutes: {namespaces: {from: All}}}',
        'infra',
      ),
    ),
  },
  {
    what: 'a waypoint that does not select the namespace',
    fires: all(away, gateway('istio-waypoint', 'all', selecting('team: shop'), 'infra')),
    field: FIELD,
    says: /takes nothing of namespace `shop`/,
    silent: all(away, gateway('istio-waypoint', 'all', selecting('kubernetes.io/metadata.name: shop'), 'infra')),
  },
  {
    what: 'a waypoint that selects a Service by the labels of its namespace',
    fires: all(
      namespace('shop', 'team: bank'),
      webAway,
      gateway('istio-waypoint', 'all', selecting('team: shop'), 'infra'),
    ),
    field: FIELD,
    says: /takes nothing of namespace `shop`/,
    silent: all(webAway, gateway('istio-waypoint', 'all', selecting('team: shop'), 'infra')), // labelled elsewhere
  },
  {
    what: 'a waypoint that takes nobody',
    fires: all(
      space,
      gateway(
        'istio-waypoint',
        'all',
        '{name: mesh, port: 15008, protocol: HBONE, allowedRoutes: {namespaces: {from: None}}}',
      ),
    ),
    field: FIELD,
    says: /takes nothing of namespace `shop`/,
    silent: all(space, gateway('istio-waypoint', 'all')),
  },
  {
    what: 'a class whose Gateways istiod makes for callers from outside',
    fires: all(space, gatewayClass('istio.io/gateway-controller', ''), gateway('mine', 'all')),
    field: FIELD,
    says: /is no waypoint/,
    silent: all(space, gatewayClass('istio.io/mesh-controller', ''), gateway('mine', 'all')),
  },
  {
    what: 'a class whose label says what its waypoints are for',
    fires: all(
      namespace('shop'),
      web,
      gatewayClass('istio.io/mesh-controller', 'istio.io/waypoint-for: workload'),
      gatewayApi('w', 'mine'),
    ),
    field: FIELD,
    says: /is for `workload` only/,
    silent: all(
      namespace('shop'),
      web,
      gatewayClass('istio.io/mesh-controller', 'istio.io/waypoint-for: service'),
      gatewayApi('w', 'mine'),
    ),
  },
  {
    what: 'a Gateway of the Gateway API, whatever else has its name',
    fires: all(space, classic, gateway('istio', 'all')),
    field: FIELD,
    says: /is no waypoint/,
    silent: all(space, classic, gateway('istio-waypoint', 'all')),
  },
]);
