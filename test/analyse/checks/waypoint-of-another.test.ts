import { describeTwins } from './describe-twins';
import { all, gatewayApi, namespace, service } from './manifests';

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
    says: /takes only its own namespace/,
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
]);
