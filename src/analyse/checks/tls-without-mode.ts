/** Does a DestinationRule write `tls` without a mode, which switches TLS off? */
import type { Check } from '../check-rule';
import { policyPlaces } from '../client-tls-places';
import { asRecord } from '../raw-field';

/** @see istio api networking/v1alpha3/destination_rule.proto, `ClientTLSSettings.TLSmode`: the zero value is DISABLE */
export const tlsWithoutMode: Check = {
  code: 'ZT412',
  *find(estate) {
    for (const { manifest, places } of policyPlaces(estate.inventory())) {
      for (const { path, policy } of places) {
        if (policy.tls?.mode !== 'DISABLE') continue;
        const tls = path.reduce<unknown>((at, step) => asRecordOrList(at)[step], manifest.object);
        const { mode } = asRecord(asRecord(tls).tls);
        if (mode === 'DISABLE') continue;
        const message =
          '`tls` without `mode` means DISABLE, so callers speak plaintext; write the mode, or leave `tls` out';
        yield { manifest, path: [...path, 'tls'], message };
      }
    }
  },
};

function asRecordOrList(value: unknown): Readonly<Record<string | number, unknown>> {
  return Array.isArray(value) ? { ...(value as unknown[]) } : asRecord(value);
}
