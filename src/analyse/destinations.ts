/** Where do the routes of a VirtualService lead, and where does each of them say so? */
import type { FieldPath } from '../policy/field-path';
import type { Destination, VirtualService } from '../policy/model-virtual-service';

/** A destination with its place. */
export interface PlacedDestination {
  readonly destination: Destination;
  readonly path: FieldPath;
}

/** The destinations of its routes. */
export function destinationsOf({ http, tcp, tls }: VirtualService): readonly PlacedDestination[] {
  const lists = [
    ['http', http.map(({ action }) => (action.kind === 'route' ? action.destinations : []))],
    ['tls', tls.map(({ destinations }) => destinations)],
    ['tcp', tcp.map(({ destinations }) => destinations)],
  ] as const;
  return lists.flatMap(([list, routes]) =>
    routes.flatMap((destinations, route) =>
      destinations.map((destination, index) => ({
        destination,
        path: ['spec', list, route, 'route', index, 'destination'],
      })),
    ),
  );
}
