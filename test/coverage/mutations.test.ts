/** Each mutation: where it changes a policy, a case that notices, and a twin of the case that does not. */
import { judgeOf } from '../../src/cases/judge';
import { mutantsOf, MUTATIONS } from '../../src/coverage/mutants';
import { showFieldPath } from '../../src/policy/field-path';
import { meshOf } from '../../src/policy/synthesized';
import { caseFile, judged, WORKLOADS } from './judge-cases';

interface Row {
  readonly mutation: string;
  readonly policy: string;
  readonly field: string;
  readonly change: string;
  readonly noticing: string;
  readonly twin: string;
}

const ALLOW = (rules: string) => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: p, namespace: shop }
spec: { selector: { matchLabels: { app: payments } }, rules: [${rules}] }`;
const DENY = (rules: string) => ALLOW(rules).replace('spec: {', 'spec: { action: DENY,');
const PEER = (spec: string) => `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: p, namespace: shop }
spec: ${spec}`;
const TOKENS = (rules: string) => `
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: p, namespace: shop }
spec: { jwtRules: [${rules}] }`;
const NETWORK = (spec: string) => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: p, namespace: shop }
spec: { podSelector: { matchLabels: { app: payments } }, ${spec} }`;

const WEB = 'cluster.local/ns/shop/sa/web';
const ORDERS = 'cluster.local/ns/shop/sa/orders';
const call = (identity: string, path: string, expected: string, more = '') =>
  `from: { identity: ${identity} }, to: { workload: shop/payments, port: 8080 }, request: { path: ${path}${more} }, expect: ${expected}`;
const bare = (path: string, expected: string) =>
  `from: { plaintext: true }, to: { workload: shop/payments, port: 8080 }, request: { path: ${path} }, expect: ${expected}`;
const by = (workload: string, port: number, expected: string) =>
  `from: { workload: shop/${workload} }, to: { workload: shop/payments, port: ${port} }, expect: ${expected}`;
const from = (ip: string, expected: string) =>
  `from: { plaintext: true, ip: ${ip} }, to: { workload: shop/payments, port: 8080 }, expect: ${expected}`;

const FROM_WEB = `{ from: [{ source: { principals: [${WEB}] } }], to: [{ operation: { paths: [/a] } }] }`;
const ISSUER = 'https://idp.example';

const ROWS: readonly Row[] = [
  {
    mutation: 'drop-policy',
    policy: ALLOW(FROM_WEB),
    field: '',
    change: 'the policy is left out',
    noticing: call(ORDERS, '/a', 'deny'),
    twin: call(WEB, '/a', 'allow'),
  },
  {
    mutation: 'flip-action',
    policy: DENY('{ to: [{ operation: { paths: [/admin] } }] }'),
    field: 'spec.action',
    change: '`action` becomes `ALLOW`',
    noticing: call(WEB, '/a', 'allow'),
    twin: by('web', 9090, 'deny'),
  },
  {
    mutation: 'drop-rule',
    policy: ALLOW(`${FROM_WEB}, { from: [{ source: { principals: [${ORDERS}] } }] }`),
    field: 'spec.rules[1]',
    change: 'rule 1 is left out',
    noticing: call(ORDERS, '/b', 'allow'),
    twin: call(WEB, '/a', 'allow'),
  },
  {
    mutation: 'drop-condition',
    policy: ALLOW(FROM_WEB),
    field: 'spec.rules[0].from',
    change: '`from` of rule 0 is left out',
    noticing: call(ORDERS, '/a', 'deny'),
    twin: call(ORDERS, '/b', 'deny'),
  },
  {
    mutation: 'drop-condition',
    policy: ALLOW('{ to: [{ operation: { methods: [GET], notPaths: [/admin] } }] }'),
    field: 'spec.rules[0].to[0].operation.notPaths',
    change: '`notPaths` of rule 0 is left out',
    noticing: call(WEB, '/admin', 'deny'),
    twin: call(WEB, '/admin', 'deny', ', method: PUT'),
  },
  {
    mutation: 'drop-condition',
    policy: ALLOW(
      "{ when: [{ key: source.namespace, values: [shop] }, { key: 'request.headers[x-a]', values: [b] }] }",
    ),
    field: 'spec.rules[0].when[1]',
    change: '`request.headers[x-a]` of rule 0 is left out',
    noticing: call(WEB, '/', 'deny'),
    twin: call('cluster.local/ns/else/sa/x', '/', 'deny'),
  },
  {
    mutation: 'drop-value',
    policy: ALLOW('{ to: [{ operation: { paths: [/a, /b] } }] }'),
    field: 'spec.rules[0].to[0].operation.paths[1]',
    change: '`/b` of `paths` of rule 0 is left out',
    noticing: call(WEB, '/b', 'allow'),
    twin: call(WEB, '/a', 'allow'),
  },
  {
    mutation: 'drop-value',
    policy: ALLOW(`{ from: [{ source: { principals: [${WEB}] } }, { source: { principals: [${ORDERS}] } }] }`),
    field: 'spec.rules[0].from[1]',
    change: 'entry 1 of `from` of rule 0 is left out',
    noticing: call(ORDERS, '/', 'allow'),
    twin: call(WEB, '/', 'allow'),
  },
  {
    mutation: 'negate',
    policy: ALLOW(FROM_WEB),
    field: 'spec.rules[0].to[0].operation.paths',
    change: '`paths` of rule 0 becomes `notPaths`',
    noticing: call(WEB, '/b', 'deny'),
    twin: call(ORDERS, '/b', 'deny'),
  },
  {
    mutation: 'widen-value',
    policy: ALLOW(FROM_WEB),
    field: 'spec.rules[0].to[0].operation.paths[0]',
    change: '`/a` of `paths` of rule 0 becomes `/a*`',
    noticing: call(WEB, '/a/b', 'deny'),
    twin: call(WEB, '/b', 'deny'),
  },
  {
    mutation: 'widen-value',
    policy: ALLOW('{ to: [{ operation: { paths: [/a/*] } }] }'),
    field: 'spec.rules[0].to[0].operation.paths[0]',
    change: '`/a/*` of `paths` of rule 0 becomes `*`',
    noticing: call(WEB, '/b', 'deny'),
    twin: call(WEB, '/a/b', 'allow'),
  },
  {
    mutation: 'widen-value',
    policy: ALLOW('{ from: [{ source: { ipBlocks: [10.1.0.0/16] } }] }'),
    field: 'spec.rules[0].from[0].source.ipBlocks[0]',
    change: '`10.1.0.0/16` of `ipBlocks` of rule 0 becomes `10.1.0.0/15`',
    noticing: from('10.0.0.1', 'deny'),
    twin: from('10.2.0.1', 'deny'),
  },
  {
    mutation: 'trailing-slash',
    policy: ALLOW(FROM_WEB),
    field: 'spec.rules[0].to[0].operation.paths[0]',
    change: '`/a` of `paths` of rule 0 becomes `/a/`',
    noticing: call(WEB, '/a/', 'deny'),
    twin: call(WEB, '/a/b', 'deny'),
  },
  {
    mutation: 'swap-identity',
    policy: ALLOW(FROM_WEB),
    field: 'spec.rules[0].from[0].source.principals[0]',
    change: `\`${WEB}\` of \`principals\` of rule 0 becomes \`${ORDERS}\``,
    noticing: call(ORDERS, '/a', 'deny'),
    twin: call(ORDERS, '/b', 'deny'),
  },
  {
    mutation: 'relax-mtls',
    policy: PEER('{ mtls: { mode: STRICT } }'),
    field: 'spec.mtls.mode',
    change: '`mode` becomes `PERMISSIVE`',
    noticing: bare('/', 'deny'),
    twin: call(WEB, '/', 'allow'),
  },
  {
    mutation: 'relax-mtls',
    policy: PEER('{ selector: { matchLabels: { app: payments } }, portLevelMtls: { 8080: { mode: STRICT } } }'),
    field: 'spec.portLevelMtls[8080].mode',
    change: '`mode` of port `8080` becomes `PERMISSIVE`',
    noticing: bare('/', 'deny'),
    twin: bare('/', 'deny').replace('8080', '9090').replace('deny', 'allow'),
  },
  {
    mutation: 'drop-jwt-rule',
    policy: TOKENS(`{ issuer: '${ISSUER}' }, { issuer: 'https://other.example' }`),
    field: 'spec.jwtRules[0]',
    change: `rule 0, of issuer \`${ISSUER}\`, is left out`,
    noticing: call(WEB, '/', 'allow', `, token: { iss: '${ISSUER}', sub: a }`),
    twin: call(WEB, '/', 'allow', `, token: { iss: 'https://other.example', sub: a }`),
  },
  {
    mutation: 'change-issuer',
    policy: TOKENS(`{ issuer: '${ISSUER}' }`),
    field: 'spec.jwtRules[0].issuer',
    change: `issuer \`${ISSUER}\` of rule 0 becomes \`https://issuer.invalid\``,
    noticing: call(WEB, '/', 'allow', `, token: { iss: '${ISSUER}', sub: a }`),
    twin: call(WEB, '/', 'allow'),
  },
  {
    mutation: 'change-audience',
    policy: TOKENS(`{ issuer: '${ISSUER}', audiences: [shop, bank] }`),
    field: 'spec.jwtRules[0].audiences',
    change: '`audiences` of rule 0 is left out',
    noticing: call(WEB, '/', 'deny', `, token: { iss: '${ISSUER}', sub: a, aud: other }`),
    twin: call(WEB, '/', 'allow', `, token: { iss: '${ISSUER}', sub: a, aud: bank }`),
  },
  {
    mutation: 'change-audience',
    policy: TOKENS(`{ issuer: '${ISSUER}', audiences: [shop, bank] }`),
    field: 'spec.jwtRules[0].audiences[1]',
    change: 'audience `bank` of rule 0 is left out',
    noticing: call(WEB, '/', 'allow', `, token: { iss: '${ISSUER}', sub: a, aud: bank }`),
    twin: call(WEB, '/', 'allow', `, token: { iss: '${ISSUER}', sub: a, aud: shop }`),
  },
  {
    mutation: 'drop-network-rule',
    policy: NETWORK(
      'ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }, { ports: [{ port: 9090 }] }]',
    ),
    field: 'spec.ingress[1]',
    change: '`ingress` rule 1: it is left out',
    noticing: by('orders', 9090, 'allow'),
    twin: by('web', 9090, 'allow'),
  },
  {
    mutation: 'widen-selector',
    policy: ALLOW(FROM_WEB),
    field: 'spec.selector',
    change: '`selector` is left out, so that every pod is meant',
    noticing: call(WEB, '/b', 'allow').replace('shop/payments', 'shop/orders'),
    twin: call(WEB, '/b', 'deny'),
  },
  {
    mutation: 'widen-selector',
    policy: DENY(FROM_WEB).replace('{ app: payments }', '{ app: payments, version: v2 }'),
    field: 'spec.selector.matchLabels.version',
    change: '`version` of `selector` is left out',
    noticing: call(WEB, '/a', 'allow'),
    twin: call(WEB, '/a', 'allow').replace('shop/payments', 'shop/orders'),
  },
  {
    mutation: 'widen-selector',
    policy: TOKENS(`{ issuer: '${ISSUER}' }`).replace(
      'spec: {',
      'spec: { selector: { matchLabels: { app: payments } },',
    ),
    field: 'spec.selector',
    change: '`selector` is left out, so that every pod is meant',
    noticing: call(WEB, '/', 'allow', ', token: { iss: https://other.example }').replace(
      'shop/payments',
      'shop/orders',
    ),
    twin: call(WEB, '/', 'deny', ', token: { iss: https://other.example }'),
  },
  {
    mutation: 'widen-selector',
    policy: PEER('{ selector: { matchLabels: { app: payments } }, mtls: { mode: STRICT } }'),
    field: 'spec.selector',
    change: '`selector` is left out, so that every pod is meant',
    noticing: bare('/', 'allow').replace('shop/payments', 'shop/orders'),
    twin: bare('/', 'deny'),
  },
  {
    mutation: 'widen-selector',
    policy: NETWORK('ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }]'),
    field: 'spec.podSelector',
    change: '`podSelector` is empty, so that every pod is meant',
    noticing: by('payments', 8080, 'allow').replace('to: { workload: shop/payments', 'to: { workload: shop/orders'),
    twin: by('orders', 8080, 'deny'),
  },
  {
    mutation: 'tighten-mtls',
    policy: PEER('{ mtls: { mode: PERMISSIVE } }'),
    field: 'spec.mtls.mode',
    change: '`mode` becomes `STRICT`',
    noticing: bare('/', 'allow'),
    twin: call(WEB, '/', 'allow'),
  },
  {
    mutation: 'tighten-mtls',
    policy: PEER(
      '{ selector: { matchLabels: { app: payments } }, mtls: { mode: STRICT }, portLevelMtls: { 8080: { mode: PERMISSIVE } } }',
    ),
    field: 'spec.portLevelMtls[8080].mode',
    change: '`mode` of port `8080` becomes `STRICT`',
    noticing: bare('/', 'allow'),
    twin: bare('/', 'deny').replace('8080', '9090'),
  },
  {
    mutation: 'drop-peer',
    policy: NETWORK('ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }]'),
    field: 'spec.ingress[0].from[0]',
    change: '`ingress` rule 0: peer 0 of `from` is left out, so that it means everybody',
    noticing: by('orders', 8080, 'deny'),
    twin: by('web', 8080, 'allow'),
  },
  {
    mutation: 'drop-except',
    policy: NETWORK('ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] } }] }]'),
    field: 'spec.ingress[0].from[0].ipBlock.except[0]',
    change: '`ingress` rule 0: exception 0 of block `10.0.0.0/8` is left out',
    noticing: from('10.1.0.1', 'deny'),
    twin: from('10.2.0.1', 'allow'),
  },
  {
    mutation: 'drop-port',
    policy: NETWORK('ingress: [{ ports: [{ port: 8080 }, { port: 9090 }] }]'),
    field: 'spec.ingress[0].ports[1]',
    change: '`ingress` rule 0: port `9090` is left out',
    noticing: by('web', 9090, 'allow'),
    twin: by('web', 8080, 'allow'),
  },
];

const fateUnder = ({ mutation, policy, field, change }: Row, written: string) => {
  const mesh = meshOf(`${WORKLOADS}---${policy}`);
  const found = judged(mesh, caseFile(written)).filter(
    ({ mutant }) => mutant.mutation === mutation && showFieldPath(mutant.field) === field && mutant.change === change,
  );
  return found.map(({ fate }) => fate.kind);
};

const holds = ({ policy }: Row, written: string) => {
  const { cases } = caseFile(written);
  const { judge } = judgeOf(cases, meshOf(`${WORKLOADS}---${policy}`));
  return cases.every((one) => judge(one).outcome.kind === 'met');
};

describe.each(ROWS)('$mutation: $change', (row) => {
  test('a case that holds notices it', () => {
    expect(holds(row, row.noticing)).toBe(true);
    expect(fateUnder(row, row.noticing)).toEqual(['killed']);
  });

  test('its twin, which holds too, does not', () => {
    expect(holds(row, row.twin)).toBe(true);
    expect(fateUnder(row, row.twin)).toEqual(['unknown']);
  });
});

test('every mutation has a row', () => {
  const all = Object.values(MUTATIONS).flatMap((mutations) => mutations.map(({ name }) => name));
  expect([...new Set(ROWS.map(({ mutation }) => mutation))].sort()).toEqual([...new Set(all)].sort());
});

test('what decides nothing is not changed: dry runs, AUDIT and CUSTOM; what denies is', () => {
  const denying = DENY('{ to: [{ operation: { paths: [/a] } }] }');
  const mutants = (policy: string) => mutantsOf(meshOf(policy)).length;
  expect(
    mutants(denying.replace('namespace: shop', "namespace: shop, annotations: { 'istio.io/dry-run': 'true' }")),
  ).toBe(0);
  expect(mutants(denying.replace('DENY', 'AUDIT'))).toBe(0);
  expect(mutants(denying.replace('DENY', 'CUSTOM, provider: { name: x }'))).toBe(0);
  expect(mutants(denying)).toBeGreaterThan(0);
});
