/** Is a setting that says what the sidecar captures misspelt, so that it does nothing? */
import { nearWord } from '../../policy/near-word';
import type { Check } from '../check-rule';
import { podPath } from '../estate';

/** @see https://istio.io/latest/docs/reference/config/annotations/ */
const CAPTURE = 'traffic.sidecar.istio.io/';
const KNOWN: readonly string[] = [
  'excludeInboundPorts',
  'excludeInterfaces',
  'excludeOutboundIPRanges',
  'excludeOutboundPorts',
  'includeInboundPorts',
  'includeOutboundIPRanges',
  'includeOutboundPorts',
  'kubevirtInterfaces',
];

export const unknownCaptureSetting: Check = {
  code: 'ZT518',
  *find(estate) {
    const { manifestOf, mesh } = estate.inventory();
    for (const workload of mesh.workloads) {
      const keys = Object.keys(workload.annotations).filter((key) => key.startsWith(CAPTURE));
      for (const key of keys) {
        const word = key.slice(CAPTURE.length);
        if (KNOWN.includes(word)) continue;
        const near = nearWord(word, KNOWN);
        const fix = near === undefined ? 'remove it' : `did you mean \`${CAPTURE}${near}\`?`;
        const manifest = manifestOf(workload);
        const path = [...podPath(manifest), 'metadata', 'annotations', key];
        yield { manifest, path, message: `Istio knows no annotation \`${key}\`, so it does nothing; ${fix}` };
      }
    }
  },
};
