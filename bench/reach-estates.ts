/** The estates that `reach` and `diff` are measured on, as objects: `readMesh` and `writeFolder` both take them. */
import type { ApiObjectProps } from 'cdk8s';
import { estate, type EstateSize } from './estate';
import { estateObjects } from './estate-objects';
import { workload } from './workload';

/** A whole estate with its workloads. */
export function estateOf(size: EstateSize): readonly ApiObjectProps[] {
  return [...estateObjects(estate(size), size, { charts: 1, withWorkloads: true })].flatMap(({ objects }) => objects);
}

/** The same estate later: one of each so many policies with callers lets in one more. `Infinity`: just one policy. */
export function later(objects: readonly ApiObjectProps[], each: number): readonly ApiObjectProps[] {
  let seen = 0;
  return objects.map((object) => {
    const principals = principalsOf(object);
    if (principals === undefined) return object;
    seen += 1;
    return seen % each === 1 || (each === Infinity && seen === 1) ? withOneMore(object, principals) : object;
  });
}

/** The same estate, where one of each so many policies with callers has another name. */
export function renamed(objects: readonly ApiObjectProps[], each: number): readonly ApiObjectProps[] {
  let seen = 0;
  return objects.map((object) => {
    if (principalsOf(object) === undefined) return object;
    seen += 1;
    return seen % each === 1
      ? { ...object, metadata: { ...object.metadata, name: `${object.metadata?.name}-two` } }
      : object;
  });
}

function principalsOf({ kind, spec }: ApiObjectProps): readonly string[] | undefined {
  const { action, rules = [] } = (spec ?? {}) as PolicySpec;
  // the last rule: a rule for tokens, which names no principal, comes first
  return kind === 'AuthorizationPolicy' && action === 'ALLOW' ? rules.at(-1)?.from[0]?.source.principals : undefined;
}

interface PolicySpec {
  readonly action?: string;
  readonly rules?: readonly Rule[];
}

interface Rule {
  readonly from: readonly { readonly source: { readonly principals?: readonly string[] } }[];
}

function withOneMore(object: ApiObjectProps, principals: readonly string[]): ApiObjectProps {
  const spec = object.spec as Required<PolicySpec>;
  const last = spec.rules.at(-1) as Rule;
  const newcomer = ['service-0', 'service-1', 'service-2'].map(principalOf).find((one) => !principals.includes(one));
  const rule = { ...last, from: [{ source: { principals: [...principals, newcomer] } }] };
  return { ...object, spec: { ...spec, rules: [...spec.rules.slice(0, -1), rule] } };
}

/** The first services of an estate have a namespace each. */
function principalOf(service: string): string {
  return `cluster.local/ns/${service.replace('service', 'namespace')}/sa/${service}`;
}

/** One policy with so many principals, each of them a workload. */
export function manyPrincipals(count: number): readonly ApiObjectProps[] {
  const names = Array.from({ length: count }, (_, number) => `caller-${number}`);
  const principals = names.map((name) => `cluster.local/ns/callers/sa/${name}`);
  return [
    ...namespace('callers'),
    ...namespace('target'),
    ...names.flatMap((name) => workload(name, 'callers')),
    ...workload('hub', 'target'),
    policy('hub', 'ALLOW', [{ from: [{ source: { principals } }], to: [{ operation: { ports: ['8080'] } }] }]),
  ];
}

const CALLERS = 20;
const DENIED = 0.2;

/** One target with so many rules of paths that overlap, and negations; a fifth of them deny. */
export function manyRules(count: number): readonly ApiObjectProps[] {
  const callers = Array.from({ length: CALLERS }, (_, number) => `caller-${number}`);
  const rules = Array.from({ length: count }, (_, number) => overlappingRule(number));
  const denied = Math.round(count * DENIED);
  return [
    ...namespace('callers'),
    ...namespace('target'),
    ...callers.flatMap((name) => workload(name, 'callers')),
    ...workload('hub', 'target'),
    policy('hub', 'ALLOW', rules.slice(denied)),
    policy('hub-deny', 'DENY', rules.slice(0, denied)),
  ];
}

function overlappingRule(number: number): object {
  const [team, resource, item] = [number % 7, number % 13, number % 11];
  const paths = [
    [`/api/v${team}/*`],
    [`/api/v${team}/resource-${resource}/*`, `*/export-${item}`],
    [`/api/{*}/resource-${resource}`, `/api/v${team}/{**}/item-${item}`],
    [`/api/v${team}/resource-${resource}`],
  ][number % 4];
  const principal = `cluster.local/ns/callers/sa/caller-${number % CALLERS}`;
  const source = number % 5 === 0 ? { notPrincipals: [principal] } : { principals: [`${principal}*`] };
  const methods =
    number % 3 === 0 ? { notMethods: ['DELETE', 'PUT'] } : { methods: number % 3 === 1 ? ['GET'] : ['P*'] };
  const notPaths = number % 2 === 0 ? {} : { notPaths: [`/api/v${team}/resource-${item}/*`, `*/private-${resource}`] };
  return { from: [{ source }], to: [{ operation: { ...methods, paths, ...notPaths, ports: ['8080'] } }] };
}

function namespace(name: string): readonly ApiObjectProps[] {
  const security = 'security.istio.io/v1';
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'istio-injection': 'enabled' } } },
    {
      apiVersion: security,
      kind: 'PeerAuthentication',
      metadata: { name: 'default', namespace: name },
      spec: { mtls: { mode: 'STRICT' } },
    },
    {
      apiVersion: security,
      kind: 'AuthorizationPolicy',
      metadata: { name: 'allow-nothing', namespace: name },
      spec: {},
    },
  ];
}

function policy(name: string, action: string, rules: readonly object[]): ApiObjectProps {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace: 'target' },
    spec: { selector: { matchLabels: { app: 'hub' } }, action, rules },
  };
}
