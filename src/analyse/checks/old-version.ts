/** Is an object written in a version of Istio's API that came before the stable one? */
import type { Check } from '../check-rule';

/** @see istio manifests/charts/base/files/crd-all.gen.yaml: the kinds that have a `v1` */
const STABLE: ReadonlyMap<string, readonly string[]> = new Map([
  ['security.istio.io', ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication']],
  [
    'networking.istio.io',
    ['DestinationRule', 'Gateway', 'ServiceEntry', 'Sidecar', 'VirtualService', 'WorkloadEntry', 'WorkloadGroup'],
  ],
  ['telemetry.istio.io', ['Telemetry']],
]);

export const oldVersion: Check = {
  code: 'ZT501',
  *find(estate) {
    for (const manifest of estate.manifests) {
      const [group = '', version] = manifest.apiVersion.split('/');
      if (version === undefined || version === 'v1' || STABLE.get(group)?.includes(manifest.kind) !== true) continue;
      yield {
        manifest,
        path: ['apiVersion'],
        message: `\`${manifest.apiVersion}\` came before the stable version; write \`${group}/v1\``,
      };
    }
  },
};
