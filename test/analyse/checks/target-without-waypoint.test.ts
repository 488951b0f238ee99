import { describeTwins } from './describe-twins';
import { all, ambient, entry, namespace, policy, service, sidecars } from './manifests';

const onEntry = policy('{targetRefs: [{group: networking.istio.io, kind: ServiceEntry, name: pay}]}');
const onService = policy('{targetRefs: [{kind: Service, name: web}]}');

describeTwins('ZT131', [
  {
    what: 'a namespace without waypoint',
    fires: all(ambient, service('web', '{port: 80}'), onService),
    field: 'spec.targetRefs[0]',
    says: /Service `web` has no waypoint/,
    silent: all(namespace('shop', 'istio.io/use-waypoint: wp'), service('web', '{port: 80}'), onService),
  },
  {
    what: 'a Service that opts out',
    fires: all(
      namespace('shop', 'istio.io/use-waypoint: wp'),
      service('web', '{port: 80}', 'web', ', labels: {istio.io/use-waypoint: none}'),
      onService,
    ),
    field: 'spec.targetRefs[0]',
    says: /select the pods/,
    silent: all(service('web', '{port: 80}'), onService),
  },
  {
    what: 'a ServiceEntry without waypoint',
    fires: all(ambient, entry('pay'), onEntry),
    field: 'spec.targetRefs[0]',
    says: /ServiceEntry `pay` has no waypoint, .*`istio.io\/use-waypoint`$/,
    silent: all(ambient, entry('pay', ', labels: {istio.io/use-waypoint: wp}'), onEntry),
  },
  {
    what: 'a headless Service',
    fires: all(
      namespace('shop', 'istio.io/use-waypoint: wp'),
      service('web', '{port: 80}').replace('spec: {', 'spec: {clusterIP: None, '),
      onService,
    ),
    field: 'spec.targetRefs[0]',
    says: /Service `web` is headless/,
    silent: all(namespace('shop', 'istio.io/use-waypoint: wp'), service('web', '{port: 80}'), onService),
  },
  {
    what: 'a Service of sidecars',
    fires: all(sidecars, service('web', '{port: 80}'), onService),
    field: 'spec.targetRefs[0]',
    says: /only a waypoint enforces/,
    silent: all(sidecars, service('web', '{port: 80}', 'web', ', labels: {istio.io/use-waypoint: wp}'), onService),
  },
]);
