/** CEL rules of ServiceEntry and of what it shares with WorkloadEntry and WorkloadGroup: endpoints. */
import { type CelRule, keysOf } from './cel-shared';
import { has, isObject, shown } from './json';

/** @see istio crd-all.gen.yaml, ServiceEntry `spec` */
const selectorOrEndpoints: CelRule = (value) =>
  has(value, 'workloadSelector') && has(value, 'endpoints')
    ? '`workloadSelector` and `endpoints` exclude each other, also when empty; keep one'
    : undefined;

/** @see istio crd-all.gen.yaml, ServiceEntry `spec` */
const cidrNeedsStaticOrNone: CelRule = (value) => {
  const block = listIn(value, 'addresses').find((address) => typeof address === 'string' && address.includes('/'));
  if (block === undefined || ['STATIC', 'NONE'].includes(wordIn(value, 'resolution', 'NONE'))) return undefined;
  return `address ${shown(block)} is a block, which only resolution \`NONE\` and \`STATIC\` take`;
};

/** @see istio crd-all.gen.yaml, ServiceEntry `spec` */
const noneNoEndpoints: CelRule = (value) =>
  wordIn(value, 'resolution', 'NONE') === 'NONE' && has(value, 'endpoints')
    ? 'resolution `NONE`, which is the default, takes no `endpoints`; set `resolution` to `STATIC` or `DNS`'
    : undefined;

/** @see istio crd-all.gen.yaml, ServiceEntry `spec` */
const roundRobinOneEndpoint: CelRule = (value) =>
  wordIn(value, 'resolution', '') === 'DNS_ROUND_ROBIN' && listIn(value, 'endpoints').length > 1
    ? 'resolution `DNS_ROUND_ROBIN` takes at most one endpoint; use `DNS` for more'
    : undefined;

/** @see istio crd-all.gen.yaml, WorkloadEntry `spec` and ServiceEntry `spec.endpoints[]` */
const addressOrNetwork: CelRule = (value) =>
  has(value, 'address') || has(value, 'network') ? undefined : 'an `address` is required, or a `network`';

/** @see istio crd-all.gen.yaml, WorkloadEntry `spec` */
const socketWithoutPorts: CelRule = (value) =>
  wordIn(value, 'address', '').startsWith('unix://') && has(value, 'ports')
    ? 'the address is a Unix socket, which has no `ports`; remove them'
    : undefined;

/** @see istio crd-all.gen.yaml, WorkloadEntry `spec.address` */
const socketAbsoluteOrAbstract: CelRule = (value) =>
  typeof value !== 'string' || !value.startsWith('unix://') || /^unix:\/\/[/@]/.test(value)
    ? undefined
    : `socket ${shown(value)} is neither an absolute path \`unix:///path\` nor an abstract socket \`unix://@name\``;

/** @see istio crd-all.gen.yaml, WorkloadEntry `spec.address` */
const socketNoFolder: CelRule = (value) =>
  typeof value === 'string' && value.startsWith('unix://') && value.endsWith('/')
    ? `socket ${shown(value)} ends in \`/\`; name the file, not its folder`
    : undefined;

/** @see istio crd-all.gen.yaml, WorkloadEntry `spec.ports`: one character less than elsewhere */
const endpointPortNames: CelRule = (value) => {
  const name = keysOf(value).find(
    (key) => [...key].length >= 63 || !/^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/.test(key),
  );
  return name === undefined
    ? undefined
    : `port name ${shown(name)} is not valid; use at most 62 letters, digits and \`-\`, with a letter or digit at both ends`;
};

/** @see istio crd-all.gen.yaml, ServiceEntry `spec.hosts[]` */
const noWildcardHost: CelRule = (value) =>
  value === '*' ? 'host `*` would claim every host; name hosts, such as `*.example.com`' : undefined;

/** @see istio crd-all.gen.yaml, ServiceEntry `spec.ports` */
const portNumbersUnique: CelRule = (value) => {
  const numbers = (Array.isArray(value) ? value : []).map((port: unknown) =>
    isObject(port) ? port['number'] : undefined,
  );
  const twice = numbers.find((number, index) => number !== undefined && numbers.indexOf(number) !== index);
  return twice === undefined ? undefined : `port number ${shown(twice)} is there twice; each port has its own`;
};

export const SERVICE_ENTRY_RULES = {
  'selector-or-endpoints': selectorOrEndpoints,
  'cidr-needs-static-or-none': cidrNeedsStaticOrNone,
  'none-no-endpoints': noneNoEndpoints,
  'round-robin-one-endpoint': roundRobinOneEndpoint,
  'address-or-network': addressOrNetwork,
  'socket-without-ports': socketWithoutPorts,
  'socket-absolute-or-abstract': socketAbsoluteOrAbstract,
  'socket-no-folder': socketNoFolder,
  'endpoint-port-names': endpointPortNames,
  'no-wildcard-host': noWildcardHost,
  'port-numbers-unique': portNumbersUnique,
} satisfies Record<string, CelRule>;

function wordIn(value: unknown, field: string, otherwise: string): string {
  const word = isObject(value) ? value[field] : undefined;
  return typeof word === 'string' ? word : otherwise;
}

function listIn(value: unknown, field: string): readonly unknown[] {
  const list = isObject(value) ? value[field] : undefined;
  return Array.isArray(list) ? list : [];
}
