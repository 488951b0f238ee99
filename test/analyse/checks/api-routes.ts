/** Routes of the Gateway API, as short as they can be. */
export const httpRoute = (spec: string, namespace = 'shop', kind = 'HTTPRoute') =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: {name: r, namespace: ${namespace}}\nspec: ${spec}\n`;
export const backend = (fields: string) => `{parentRefs: [{name: gw}], rules: [{backendRefs: [{${fields}}]}]}`;
export const grant = (namespace: string, version = 'v1') =>
  `apiVersion: gateway.networking.k8s.io/${version}\nkind: ReferenceGrant\nmetadata: {name: g, namespace: ${namespace}}\nspec: {from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}, {group: gateway.networking.k8s.io, kind: Gateway, namespace: shop}], to: [{group: "", kind: Service}, {group: "", kind: Secret}]}\n`;
