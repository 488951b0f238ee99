/** Does a label that puts into the mesh have a value that Istio does not know, so that it keeps out? */
import type { FieldPath } from '../../policy/field-path';
import type { Labels } from '../../policy/model';
import { WAYPOINT_FOR } from '../../policy/waypoint';
import type { Check } from '../check-rule';
import { podPath } from '../estate';
import { DATAPLANE_MODE, INJECTION } from '../mesh-labels';

/** What the values may be. Sidecars, ambient and waypoints compare them exactly. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  [INJECTION]: ['enabled', 'disabled'],
  [DATAPLANE_MODE]: ['ambient', 'none'],
  [WAYPOINT_FOR]: ['service', 'workload', 'all', 'none'],
};

export const unknownLabelValue: Check = {
  code: 'ZT505',
  *find(estate) {
    const { manifestOf, mesh } = estate.inventory();
    for (const { above, labels, object, keys } of [
      ...mesh.namespaces.map((one) => ({
        object: one,
        labels: one.labels,
        keys: [INJECTION, DATAPLANE_MODE],
        above: [],
      })),
      ...mesh.workloads.map((one) => {
        const above: FieldPath = podPath(manifestOf(one));
        return { object: one, labels: one.labels, keys: [DATAPLANE_MODE], above };
      }),
      ...mesh.gateways.map((one) => ({ object: one, labels: one.labels, keys: [WAYPOINT_FOR], above: [] })),
    ]) {
      for (const key of keys.filter((one) => isUnknown(labels, one))) {
        const known = VALUES[key]?.map((value) => `\`${value}\``).join(', ');
        const message = `\`${key}: ${labels[key]}\` is a value that Istio does not know, so the label does nothing; write one of ${known}`;
        yield { manifest: manifestOf(object), path: [...above, 'metadata', 'labels', key], message };
      }
    }
  },
};

function isUnknown(labels: Labels, key: string): boolean {
  const value = labels[key];
  return value !== undefined && VALUES[key]?.includes(value) !== true;
}
