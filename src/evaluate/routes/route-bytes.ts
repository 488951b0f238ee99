/** Where does a proxy pass bytes that it does not look at as HTTP? */
import { nameOf } from '../../policy/metadata';
import type { ObjectName } from '../../policy/model';
import type { WeightedDestination } from '../../policy/model-virtual-service';
import type { RoutedProxy } from './route-table';
import type { AnyOf, Outcome } from './routing';
import { oneOf, unclearRouting } from './routing';

/** The route that is for the connection, and the VirtualService that has it. */
export interface BytesRoute {
  readonly by: ObjectName;
  readonly destinations: readonly WeightedDestination[];
}

/** Where the connection comes to the proxy. */
export interface BytesPoint {
  /** the port of the server or Service, which counts where a destination names none */
  readonly called: number;
  /** the port that sentences name */
  readonly shown: number;
  /** whether TLS of the caller ends here */
  readonly endsTls: boolean;
  readonly point: 'gateway' | 'sidecar';
}

/** What this route does with the connection. A destination that the proxy does not know ends it. */
export function passBytes(
  { by, destinations }: BytesRoute,
  { called, shown, endsTls, point }: BytesPoint,
  { find, identity }: Pick<RoutedProxy, 'find' | 'identity'>,
): Outcome | AnyOf {
  const weighed = destinations.length === 1 ? destinations : destinations.filter(({ weight }) => weight > 0);
  if (weighed.length === 0) return unclearRouting(`\`${nameOf(by)}\` has a route without destination`);
  return oneOf(
    weighed.map((destination): Outcome => {
      const to = find(destination, { namespace: by.namespace, port: called });
      if (to !== undefined) {
        return { kind: 'passedOn', to, endsTls, identity, because: `\`${nameOf(by)}\` passes port ${shown} on` };
      }
      const because = [`\`${nameOf(by)}\` leads to \`${destination.host}\`, which the ${point} does not know`];
      const at = point === 'gateway' ? { point } : {}; // the caller's own sidecar is no point of the called side
      return { kind: 'refused', verdict: { verdict: 'deny', ...at, layer: 'network', because } };
    }),
  );
}
