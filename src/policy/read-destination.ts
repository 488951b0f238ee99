/** Where a route, a mirror or an egress proxy leads: the `Destination` message of Istio's API. */
import { asObject, asString, type JsonObject, tryString } from './json-object';
import type { Destination } from './model-virtual-service';
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
