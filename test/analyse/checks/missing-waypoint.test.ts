import { describeTwins, reportOn } from './describe-twins';
import { all, entry, gatewayApi, namespace, service } from './manifests';

const space = (labels: string) => namespace('shop', `istio.io/dataplane-mode: ambient, ${labels}`);
const waypoint = (name: string) => gatewayApi(name, 'istio-waypoint', '{name: mesh, port: 15008, protocol: HBONE}');

describeTwins('ZT508', [
  {
    what: 'a waypoint under another name',
    fires: all(space('istio.io/use-waypoint: waypoint'), waypoint('way')),
    field: 'metadata.labels[istio.io/use-waypoint]',
    says: /namespace `shop` has no Gateway `waypoint`, so no waypoint enforces HTTP policies here; deploy it, or name one of `way`/,
    silent: all(space('istio.io/use-waypoint: waypoint'), waypoint('waypoint')),
  },
  {
    what: 'a ServiceEntry whose waypoint is missing',
    fires: all(space('a: b'), entry('pay', ', labels: {istio.io/use-waypoint: w}'), waypoint('way')),
    field: 'metadata.labels[istio.io/use-waypoint]',
    says: /no Gateway `w`/,
    silent: all(space('a: b'), entry('pay', ', labels: {istio.io/use-waypoint: way}'), waypoint('way')),
  },
  {
    what: 'a Service whose waypoint is missing',
    fires: all(space('a: b'), service('web', '{port: 80, name: http}', 'web', ', labels: {istio.io/use-waypoint: w}')),
    field: 'metadata.labels[istio.io/use-waypoint]',
    says: /deploy it$/,
    silent: all(
      space('a: b'),
      service('web', '{port: 80, name: http}', 'web', ', labels: {istio.io/use-waypoint: none}'),
    ),
  },
]);

test('waypoints of namespaces that are not here are assumed to exist', () => {
  const text = space('istio.io/use-waypoint: w, istio.io/use-waypoint-namespace: infra');
  expect(reportOn(text).findings).toEqual([]);
  expect(reportOn(text).assumptions).toContain('waypoints in namespaces that are not among the manifests exist');
});
