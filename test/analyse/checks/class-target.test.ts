import { describeTwins } from './describe-twins';
import { policy } from './manifests';

const onClass = (name: string, space: string) =>
  policy(`{targetRefs: [{group: gateway.networking.k8s.io, kind: GatewayClass, name: ${name}}]}`, 'x', space);

describeTwins('ZT132', [
  {
    what: 'a class outside the root namespace',
    fires: onClass('istio-waypoint', 'shop'),
    field: 'spec.targetRefs[0]',
    says: /counts in the root namespace `istio-system` only/,
    silent: onClass('istio-waypoint', 'istio-system'),
  },
  {
    what: 'another class',
    fires: onClass('my-waypoint', 'istio-system'),
    field: 'spec.targetRefs[0].name',
    says: /only GatewayClass `istio-waypoint`/,
    silent: onClass('istio-waypoint', 'istio-system'),
  },
]);
