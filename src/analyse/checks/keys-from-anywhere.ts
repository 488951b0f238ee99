/** May istiod fetch key sets from any address, also from inside the cluster and its cloud? */
import type { JsonObject } from '../../policy/json-object';
import type { Manifest } from '../../policy/manifest';
import type { Check } from '../check-rule';
import { type Estate, specOf } from '../estate';
import { asItems, asRecord } from '../raw-field';
import { jwtRules } from '../jwt-rules';

const BLOCKED = 'BLOCKED_CIDRS_IN_JWKS_URIS';

/** Everybody who may write a RequestAuthentication chooses the address, and istiod goes there. */
export const keysFromAnywhere: Check = {
  code: 'ZT313',
  *find(estate) {
    if (!fetchesKeys(estate)) return;
    for (const manifest of istiods(estate)) {
      const blocks = containersOf(manifest).some((container) =>
        asItems(container.env).some((entry) => {
          const { name, value, valueFrom } = asRecord(entry);
          return name === BLOCKED && (valueFrom !== undefined || (typeof value === 'string' && value !== ''));
        }),
      );
      if (blocks) continue;
      const message = `whoever may write a RequestAuthentication makes istiod call any address; set \`${BLOCKED}\` to the ranges of the cluster and of the cloud's metadata`;
      yield { manifest, path: ['spec', 'template', 'spec', 'containers'], message };
    }
  },
  *assumes(estate) {
    if (fetchesKeys(estate) && istiods(estate).length === 0)
      yield `which addresses istiod may fetch keys from (\`${BLOCKED}\`) was not judged, as its Deployment is not among the manifests`;
  },
};

function fetchesKeys(estate: Estate): boolean {
  return estate
    .of('RequestAuthentication')
    .some((policy) => jwtRules(policy).some(({ rule }) => typeof rule.jwks !== 'string' || rule.jwks === ''));
}

function istiods(estate: Estate): readonly Manifest[] {
  return estate
    .of('Workload')
    .filter(
      (manifest) =>
        manifest.kind === 'Deployment' &&
        asRecord(asRecord(asRecord(specOf(manifest).template).metadata).labels).app === 'istiod',
    );
}

function containersOf(manifest: Manifest): readonly JsonObject[] {
  return asItems(asRecord(asRecord(specOf(manifest).template).spec).containers).map(asRecord);
}
