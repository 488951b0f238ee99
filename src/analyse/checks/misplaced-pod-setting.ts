/** Does a setting for pods stand at the object that makes them, where nobody reads it? */
import type { Check } from '../check-rule';
import { podPath, podTemplate } from '../estate';
import { DATAPLANE_MODE, INJECT } from '../mesh-labels';
import { asRecord } from '../raw-field';

const LABELS: readonly string[] = [INJECT, DATAPLANE_MODE];
const ANNOTATIONS: readonly RegExp[] = [
  /^traffic\.sidecar\.istio\.io\//,
  /^(inject|proxy|sidecar)\.istio\.io\//,
  /^ambient\.istio\.io\/bypass/,
];

export const misplacedPodSetting: Check = {
  code: 'ZT514',
  *find(estate) {
    for (const manifest of estate.of('Workload')) {
      if (podPath(manifest).length === 0) continue;
      const pod = asRecord(podTemplate(manifest).metadata);
      const own = asRecord(manifest.object.metadata);
      for (const [list, isMeant] of [
        ['labels', (key: string) => LABELS.includes(key)],
        ['annotations', (key: string) => ANNOTATIONS.some((pattern) => pattern.test(key))],
      ] as const) {
        for (const key of Object.keys(asRecord(own[list])).filter(isMeant)) {
          // a key that the pods have as well is only written twice
          if (key in asRecord(pod.labels) || key in asRecord(pod.annotations)) continue;
          const message = `\`${key}\` is read from pods, and a ${manifest.kind} does not hand it on; move it to \`${[...podPath(manifest), 'metadata', list].join('.')}\``;
          yield { manifest, path: ['metadata', list, key], message };
        }
      }
    }
  },
};
