/** Where a route, a mirror or an egress proxy leads: the `Destination` message of Istio's API. */
import { asNumber, asObject, asString, type JsonObject, tryString } from './json-object';
import type { Destination, WeightedDestination } from './model-virtual-service';
import { present } from './present';
import { asPort } from './written-port';

/** The destination that this mapping names. */
export function readDestination(destination: JsonObject): Destination {
  return {
    host: asString(destination.host, 'host'),
    ...present({
      subset: tryString(destination.subset, 'subset'),
      port: asPort(asObject(destination.port, 'port').number, 'number') || undefined,
    }),
  };
}

/**
 * One of the destinations of a route; one alone has all the weight.
 * @see istio api networking/v1alpha3/virtual_service.proto, `weight`
 */
export function readWeighted(one: JsonObject, _at: number, all: readonly JsonObject[]): WeightedDestination {
  const weight = all.length === 1 ? 100 : asNumber(one.weight, 'weight', 0);
  return { ...readDestination(asObject(one.destination, 'destination')), weight };
}
