/** Is there an IstioOperator, which nothing in the cluster reads any more? */
import type { Check } from '../check-rule';
import { groupOf } from '../estate';

export const istioOperator: Check = {
  code: 'ZT502',
  *find(estate) {
    for (const manifest of estate.manifests) {
      if (manifest.kind !== 'IstioOperator' || groupOf(manifest) !== 'install.istio.io') continue;
      yield {
        manifest,
        path: ['kind'],
        message:
          'nothing in the cluster reads an IstioOperator any more; use Helm values or MeshConfig, and a `Telemetry` for access logs',
      };
    }
  },
};
