/** Where a route, a mirror or an egress proxy leads: the `Destination` message of Istio's API. */
import { asNumber, asObject, asString, type JsonObject, tryString } from './json-object';
import type { Destination } from './model-virtual-service';
import { present } from './present';

/** The destination that this mapping names. */
export function readDestination(destination: JsonObject): Destination {
  return {
    host: asString(destination.host, 'host'),
    ...present({
      subset: tryString(destination.subset, 'subset'),
      port: asNumber(asObject(destination.port, 'port').number, 'number', 0) || undefined,
    }),
  };
}
