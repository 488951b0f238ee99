/** Does a Sidecar write `outboundTrafficPolicy` without a mode, which closes egress? */
import type { Check } from '../check-rule';
import { asRecord } from '../raw-field';
import { specOf } from '../estate';

/** @see istio api networking/v1alpha3/sidecar.proto, `OutboundTrafficPolicy.Mode`: the zero value is REGISTRY_ONLY */
export const egressWithoutMode: Check = {
  code: 'ZT418',
  *find(estate) {
    const { manifestOf, mesh } = estate.inventory();
    for (const sidecar of mesh.sidecars) {
      const manifest = manifestOf(sidecar);
      const { mode } = asRecord(specOf(manifest).outboundTrafficPolicy);
      if (sidecar.outboundTrafficPolicy === undefined || (mode !== undefined && mode !== null && mode !== '')) continue;
      const message =
        '`outboundTrafficPolicy` without `mode` means REGISTRY_ONLY, also where the mesh says ALLOW_ANY; write the mode';
      yield { manifest, path: ['spec', 'outboundTrafficPolicy'], message };
    }
  },
};
