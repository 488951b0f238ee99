/** Istio's and Kubernetes' limits on the size of a policy, and the names that Istio takes where none is given. */

/**
 * Rules that one AuthorizationPolicy may hold, and `from` entries that one rule may hold.
 * @see istio manifests/charts/base/files/crd-all.gen.yaml, `maxItems: 512` of `spec.rules` and `spec.rules[].from`
 */
export const MAX_RULES = 512;

/**
 * Bytes of all annotations of one object. Client-side apply stores the whole object in an annotation, so a larger
 * object can only be applied by the server side.
 * @see kubernetes apimachinery pkg/api/validation/objectmeta.go, `TotalAnnotationSizeLimitB`
 */
export const MAX_CLIENT_SIDE_APPLY_BYTES = 262_144;

/** Istio's default trust domain, which in principals is a pointer to the trust domain of the mesh. */
export const DEFAULT_TRUST_DOMAIN = 'cluster.local';

/** Istio's default root namespace: policies in it apply to the whole mesh. */
export const DEFAULT_ROOT_NAMESPACE = 'istio-system';
