import { evaluate } from '../../src/evaluate/evaluate';
import type { Verdict } from '../../src/evaluate/verdict';
import type { JsonObject } from '../../src/policy/json-object';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { policy, SHOP } from './arbitrary-mesh';

const WEB = { identity: 'cluster.local/ns/shop/sa/web' };

function verdictOn(manifests: readonly JsonObject[], call: JsonObject, mesh: JsonObject = {}): Verdict {
  const whole = { from: WEB, to: { workload: 'shop/api', port: 8080 }, request: {}, ...call };
  return evaluate(readMesh([...SHOP, ...manifests], mesh), readCase(whole));
}

const custom = (rules: readonly JsonObject[]): JsonObject => ({
  ...policy('CUSTOM', 'c', rules),
  spec: { action: 'CUSTOM', provider: { name: 'opa' }, rules },
});
const onPath = (path: string): JsonObject => ({ to: [{ operation: { paths: [path] } }] });
const authentication = (rule: JsonObject): JsonObject => ({
  ...policy('ALLOW', 'j', []),
  kind: 'RequestAuthentication',
  spec: { jwtRules: [{ issuer: 'i', ...rule }] },
});
const withOpa = (kind: string): JsonObject => ({ extensionProviders: [{ name: 'opa', [kind]: {} }] });

describe('an external authorizer', () => {
  test('is asked about what its rules match, and only about that', () => {
    const mesh = withOpa('envoyExtAuthzHttp');
    expect(verdictOn([custom([onPath('/a')])], { request: { path: '/a' } }, mesh)).toMatchObject({
      verdict: 'depends',
      on: 'opa',
    });
    expect(verdictOn([custom([onPath('/a')])], { request: { path: '/b' } }, mesh).verdict).toBe('allow');
  });

  test('cannot open what a DENY closes', () => {
    const denied = verdictOn([custom([{}]), policy('DENY', 'd', [{}])], {}, withOpa('envoyExtAuthzHttp'));
    expect(denied).toMatchObject({ verdict: 'deny', by: 'shop/d#0' });
  });

  test('that is missing makes its rules deny', () => {
    expect(verdictOn([custom([{}])], {})).toMatchObject({ verdict: 'deny', status: 403, by: 'shop/c#0' });
  });

  test.each([
    ['envoyExtAuthzHttp', 'allow'],
    ['envoyExtAuthzGrpc', 'depends'],
  ])('%s on TCP: %s', (kind, expected) => {
    const call = { to: { workload: 'shop/api', port: 9000 }, request: undefined };
    expect(verdictOn([custom([{}])], call, withOpa(kind)).verdict).toBe(expected);
  });
});

describe('what a case does not tell is never guessed', () => {
  const fromBlock = { from: [{ source: { ipBlocks: ['10.0.0.0/8'] } }] };

  test('an address that a policy looks at', () => {
    const allow = policy('ALLOW', 'a', [fromBlock]);
    expect(verdictOn([allow], {}).verdict).toBe('undecided');
    expect(verdictOn([allow], { from: { ...WEB, ip: '10.1.1.1' } }).verdict).toBe('allow');
    expect(verdictOn([policy('DENY', 'd', [fromBlock])], {}).verdict).toBe('undecided');
  });

  test('unless the answer is the same either way', () => {
    expect(verdictOn([policy('ALLOW', 'a', [fromBlock, {}])], {})).toMatchObject({ verdict: 'allow', by: 'shop/a#1' });
    expect(verdictOn([policy('DENY', 'd', [fromBlock]), policy('ALLOW', 'a', [])], {}).verdict).toBe('deny');
  });

  test('the value of a header that Envoy sets', () => {
    const when = (value: string): JsonObject =>
      policy('ALLOW', 'a', [{ when: [{ key: 'request.headers[x-forwarded-client-cert]', values: [value] }] }]);
    expect(verdictOn([when('*')], {}).verdict).toBe('allow');
    expect(verdictOn([when('Hash=1*')], {}).verdict).toBe('undecided');
  });

  test('workloads behind one Service that do not answer alike', () => {
    const second = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'api-2', namespace: 'shop', labels: { app: 'api', version: 'v2' } },
    };
    const closed = { ...policy('ALLOW', 'a', []), spec: { selector: { matchLabels: { version: 'v2' } } } };
    const call = { to: { service: 'shop/api', port: 8080 } };
    expect(verdictOn([second], call).verdict).toBe('allow');
    expect(verdictOn([second, closed], call).verdict).toBe('undecided');
  });

  test('a workload that is not among the manifests', () => {
    expect(verdictOn([], { to: { workload: 'shop/x', port: 80 } })).toMatchObject({ verdict: 'undecided' });
  });
});

describe('what never reaches a policy', () => {
  test('a path that Envoy answers 400', () => {
    expect(verdictOn([], { request: { path: '/%00' } })).toMatchObject({ verdict: 'deny', status: 400 });
    expect(verdictOn([], { request: { path: '/%01' } })).toMatchObject({ verdict: 'allow' });
  });

  test('a foreign trust domain', () => {
    const call = { from: { identity: 'other/ns/shop/sa/web' } };
    expect(verdictOn([], call)).toMatchObject({ verdict: 'deny', layer: 'mtls' });
    expect(verdictOn([], call, { trustDomainAliases: ['other'] }).verdict).toBe('allow');
  });

  test('bytes that are not HTTP at a port declared as HTTP', () => {
    expect(verdictOn([], { request: undefined }).verdict).toBe('deny');
  });
});

describe('what happens before or instead of policies', () => {
  test('a method that the parser does not know passes over HTTP/2 only', () => {
    const anyMethod = (method: string): string => verdictOn([], { request: { method } }).verdict;
    expect(anyMethod('PROPFIND')).toBe('allow');
    expect(anyMethod('get')).toBe('undecided');
    expect(verdictOn([policy('DENY', 'd', [{}])], { request: { method: 'get' } }).verdict).toBe('deny'); // either way
  });

  test('a template without a leading slash kills the proxy, one with it does not', () => {
    expect(verdictOn([policy('ALLOW', 'a', [onPath('foo/{*}')])], {}).because).toEqual([
      'Envoy aborts on path `foo/{*}` of AuthorizationPolicy `shop/a`',
    ]);
    expect(verdictOn([policy('ALLOW', 'a', [onPath('/foo/{*}')])], {}).verdict).toBe('deny');
  });

  test.each([
    ['keys', '{"keys":[]}', 'Envoy rejects the key set without keys of RequestAuthentication `shop/j`'],
    [
      'a set around its key',
      '{"kty":"oct","k":"AA"}',
      'Envoy rejects the key set without keys of RequestAuthentication `shop/j`',
    ],
  ])('a key set without %s is rejected with all that stands beside it', (_, jwks, reason) => {
    expect(verdictOn([authentication({ jwks })], {})).toMatchObject({ verdict: 'undecided', because: [reason] });
    const jwksWithKey = '{"keys":[{"kty":"oct","k":"AA"}]}';
    expect(verdictOn([authentication({ jwks: jwksWithKey })], {}).verdict).toBe('allow');
    expect(verdictOn([authentication({ jwksUri: 'https://keys' })], {}).verdict).toBe('allow');
  });

  test('a line feed in the name of a header, or in a prefix, is rejected', () => {
    const about = (name: string): JsonObject => ({ when: [{ key: `request.headers[${name}]`, values: ['1'] }] });
    expect(verdictOn([policy('DENY', 'd', [about('x\na')])], {}).because).toEqual([
      'Envoy rejects header name "x\\na" of AuthorizationPolicy `shop/d`',
    ]);
    expect(verdictOn([policy('DENY', 'd', [about('x-a')])], {}).verdict).toBe('allow');
    const from = (prefix: string): JsonObject => authentication({ fromHeaders: [{ name: 'x', prefix }] });
    expect(verdictOn([from('T\n')], {}).because).toEqual([
      'Envoy rejects the token place "T\\n" of RequestAuthentication `shop/j`',
    ]);
    expect(verdictOn([from('T ')], {}).verdict).toBe('allow');
  });
});
