/** The fields of the Gateway API 1.6 that the readers of its kinds meet, with a value where `x` will not do. */
type Field = readonly [path: string, value?: unknown];

const change = (at: string): Field[] => [
  [`${at}.add[].name`],
  [`${at}.add[].value`],
  [`${at}.remove[]`],
  [`${at}.set[].name`],
  [`${at}.set[].value`],
];
const reference = (at: string): Field[] => [[`${at}.group`], [`${at}.kind`], [`${at}.name`], [`${at}.namespace`]];
const replaced = (at: string): Field[] => [
  [`${at}.hostname`],
  [`${at}.path.replaceFullPath`],
  [`${at}.path.replacePrefixMatch`],
];
const filters = (at: string): Field[] => [
  ...change(`${at}.requestHeaderModifier`),
  ...change(`${at}.responseHeaderModifier`),
  ...reference(`${at}.requestMirror.backendRef`),
  [`${at}.requestMirror.backendRef.port`, 7],
  [`${at}.requestMirror.fraction.numerator`, 7],
  [`${at}.requestMirror.percent`, 7],
  [`${at}.extensionRef.name`],
  [`${at}.cors.allowOrigins[]`],
  [`${at}.externalAuth.protocol`],
  ...replaced(`${at}.requestRedirect`),
  [`${at}.requestRedirect.port`, 7],
  [`${at}.requestRedirect.scheme`],
  [`${at}.requestRedirect.statusCode`, 301],
  ...replaced(`${at}.urlRewrite`),
  [`${at}.type`],
];
const parents: readonly Field[] = [
  ...reference('parentRefs[]'),
  ['parentRefs[].port', 7],
  ['parentRefs[].sectionName'],
  ['hostnames[]'],
];
const backends: readonly Field[] = [
  ...reference('rules[].backendRefs[]'),
  ['rules[].backendRefs[].port', 7],
  ['rules[].backendRefs[].weight', 7],
  ['rules[].name'],
];
const matches = (list: string): Field[] => [
  [`rules[].matches[].${list}[].name`],
  [`rules[].matches[].${list}[].type`, 'RegularExpression'],
  [`rules[].matches[].${list}[].value`],
];

export const GATEWAY_API_FIELDS: Readonly<Record<string, readonly Field[]>> = {
  HTTPRoute: [
    ...parents,
    ...backends,
    ...filters('rules[].filters[]'),
    ...filters('rules[].backendRefs[].filters[]'),
    ...matches('headers'),
    ...matches('queryParams'),
    ['rules[].matches[].method'],
    ['rules[].matches[].path.type', 'Exact'],
    ['rules[].matches[].path.value'],
    ['rules[].retry.attempts', 7],
    ['rules[].sessionPersistence.sessionName'],
    ['rules[].timeouts.request'],
    ['useDefaultGateways'],
  ],
  GRPCRoute: [
    ...parents,
    ...backends,
    ...change('rules[].filters[].requestHeaderModifier'),
    ...matches('headers'),
    ['rules[].matches[].method.method'],
    ['rules[].matches[].method.service'],
    ['rules[].matches[].method.type', 'RegularExpression'],
  ],
  TLSRoute: [...parents, ...backends],
  TCPRoute: [...parents, ...backends],
  ReferenceGrant: [
    ['from[].group'],
    ['from[].kind'],
    ['from[].namespace'],
    ['to[].group'],
    ['to[].kind'],
    ['to[].name'],
  ],
  GatewayClass: [['controllerName']],
  KubernetesGateway: [
    ['gatewayClassName'],
    ['addresses[].type'],
    ['addresses[].value'],
    ['allowedListeners.namespaces.from', 'All'],
    ['defaultScope'],
    ['infrastructure.annotations.7'],
    ['infrastructure.labels.7'],
    ['infrastructure.parametersRef.name'],
    ['listeners[].name'],
    ['listeners[].hostname'],
    ['listeners[].port', 7],
    ['listeners[].protocol'],
    ['listeners[].allowedRoutes.kinds[].group'],
    ['listeners[].allowedRoutes.kinds[].kind'],
    ['listeners[].allowedRoutes.namespaces.from', 'All'],
    ...reference('listeners[].tls.certificateRefs[]'),
    ['listeners[].tls.mode', 'Passthrough'],
    ['listeners[].tls.options.7'],
    ...reference('tls.backend.clientCertificateRef'),
    ...reference('tls.frontend.default.validation.caCertificateRefs[]'),
    ...reference('tls.frontend.perPort[].tls.validation.caCertificateRefs[]'),
    ['tls.frontend.default.validation.mode'],
  ],
};
