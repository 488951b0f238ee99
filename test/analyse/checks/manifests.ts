/** Manifests as short as they can be: the parts of which estates are put together. */

const object = (apiVersion: string, kind: string, namespace: string, name: string, body: string, metadata = '') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: ${namespace}${metadata}}\n${body}\n`;

/** MeshConfig, as istiod has it. */
export const meshConfig = (config: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata: {mesh: '${config}'}\n`;

export const all = (...texts: readonly string[]) => texts.join('---\n');
export const policy = (spec: string, name = 'x', namespace = 'shop', metadata = '') =>
  object('security.istio.io/v1', 'AuthorizationPolicy', namespace, name, `spec: ${spec}`, metadata);
export const mtls = (spec: string, name = 'x', namespace = 'shop', metadata = '') =>
  object('security.istio.io/v1', 'PeerAuthentication', namespace, name, `spec: ${spec}`, metadata);
export const jwt = (spec: string, name = 'x', namespace = 'shop') =>
  object('security.istio.io/v1', 'RequestAuthentication', namespace, name, `spec: ${spec}`);
export const source = (fields: string, rest = '') => policy(`{rules: [{from: [{source: {${fields}}}]}]${rest}}`);
export const service = (name: string, ports: string, app = name, metadata = '') =>
  object('v1', 'Service', 'shop', name, `spec: {selector: {app: ${app}}, ports: [${ports}]}`, metadata);
export const namespace = (name: string, labels = '') =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: {${labels}}}\n`;
/** A namespace whose pods get sidecars, and one whose pods are in ambient. */
export const sidecars = namespace('shop', 'istio-injection: enabled');
export const ambient = namespace('shop', 'istio.io/dataplane-mode: ambient');
/** A Deployment whose pods have the label `app`. `pod` is the rest of the pod's spec, `metadata` of its metadata. */
export const deployment = (name: string, pod = '', space = 'shop', metadata = '') =>
  object(
    'apps/v1',
    'Deployment',
    space,
    name,
    `spec: {template: {metadata: {labels: {app: ${name}}${metadata}}, spec: {${pod}}}}`,
  );
export const gatewayApi = (
  name: string,
  className: string,
  listeners = '{name: a, port: 80, protocol: HTTP}',
  space = 'shop',
) =>
  object(
    'gateway.networking.k8s.io/v1',
    'Gateway',
    space,
    name,
    `spec: {gatewayClassName: ${className}, listeners: [${listeners}]}`,
  );
/** A host outside, as a ServiceEntry. */
export const entry = (name: string, metadata = '') =>
  object(
    'networking.istio.io/v1',
    'ServiceEntry',
    'shop',
    name,
    'spec: {hosts: [pay.example.com], addresses: [240.0.0.1], location: MESH_EXTERNAL, resolution: DNS, ports: [{number: 80, name: http, protocol: HTTP}]}',
    metadata,
  );
export const istio = (kind: string, spec: string, name = 'x', space = 'shop') =>
  object('networking.istio.io/v1', kind, space, name, `spec: ${spec}`);

export const networkPolicy = (spec: string) =>
  object('networking.k8s.io/v1', 'NetworkPolicy', 'shop', 'x', `spec: ${spec}`);

/** An object of which an operator makes pods. */
export const operated = object('monitoring.coreos.com/v1', 'Prometheus', 'shop', 'x', 'spec: {replicas: 2}');

export const SOURCE = 'spec.rules[0].from[0].source';
export const OPERATION = 'spec.rules[0].to[0].operation';
export const CONDITION = 'spec.rules[0].when[0]';
