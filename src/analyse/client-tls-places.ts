/** Where does a DestinationRule say how callers speak: for the host, one of its ports, a subset, a port of a subset? */
import type { FieldPath } from '../policy/field-path';
import type { JsonObject } from '../policy/json-object';
import type { Manifest } from '../policy/manifest';
import type { DestinationRule, PortPolicy, Subset, TrafficPolicy } from '../policy/model-destination-rule';
import type { Inventory } from './inventory';
import { asItems, asRecord } from './raw-field';
import { specOf } from './estate';

/** One place, with the policy that is written there. */
export interface PolicyPlace {
  readonly path: FieldPath;
  readonly policy: PortPolicy;
  /** the policy around a port */
  readonly around: TrafficPolicy;
  readonly port?: number;
  readonly subset?: Subset;
}

/** Each DestinationRule with its places. */
export function* policyPlaces(inventory: Inventory): Iterable<{
  readonly rule: DestinationRule;
  readonly manifest: Manifest;
  readonly places: readonly PolicyPlace[];
}> {
  for (const rule of inventory.mesh.traffic.destinationRules) {
    const manifest = inventory.manifestOf(rule);
    yield { rule, manifest, places: placesOf(rule, specOf(manifest)) };
  }
}

function placesOf(rule: DestinationRule, spec: JsonObject): readonly PolicyPlace[] {
  const subsets = rule.subsets.flatMap((subset, index) =>
    placesIn(subset.trafficPolicy, asRecord(asItems(spec.subsets)[index]), ['spec', 'subsets', index], subset),
  );
  return [...placesIn(rule.trafficPolicy, spec, ['spec']), ...subsets];
}

function placesIn(
  policy: TrafficPolicy | undefined,
  owner: JsonObject,
  above: FieldPath,
  subset?: Subset,
): readonly PolicyPlace[] {
  if (policy === undefined) return [];
  const path = [...above, 'trafficPolicy'];
  const part = subset === undefined ? {} : { subset };
  const written = asItems(asRecord(owner.trafficPolicy).portLevelSettings);
  const ports = [...policy.ports].map(([port, settings]): PolicyPlace => {
    const index = written.findIndex((entry) => asRecord(asRecord(entry).port).number === port);
    return { path: [...path, 'portLevelSettings', index], policy: settings, around: policy, port, ...part };
  });
  return [{ path, policy, around: policy, ...part }, ...ports];
}
