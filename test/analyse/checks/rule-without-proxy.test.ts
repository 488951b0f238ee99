import { describeTwins } from './describe-twins';
import { all, ambient, deployment, gatewayApi, istio, service, sidecars } from './manifests';

const rule = istio('DestinationRule', '{host: web, trafficPolicy: {loadBalancer: {simple: RANDOM}}}');
const web = (metadata = '') => all(service('web', '{port: 80, name: http}', 'web', metadata), deployment('web'), rule);
const waypoint = gatewayApi('w', 'istio-waypoint', '{name: mesh, port: 15008, protocol: HBONE}');

describeTwins('ZT419', [
  {
    what: 'callers in ambient without waypoint',
    fires: all(ambient, web()),
    field: 'spec.host',
    says: /ztunnel does not read DestinationRules, and no waypoint stands before `web`/,
    silent: all(ambient, web(', labels: {istio.io/use-waypoint: w}'), waypoint),
  },
  {
    what: 'an estate without sidecars',
    fires: all(ambient, web()),
    field: 'spec.host',
    says: /label the Service/,
    silent: all(sidecars, web()),
  },
]);
