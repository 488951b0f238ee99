import * as fc from 'fast-check';
import { checkConditionKey, checkConditionValue } from '../../src/istio/attributes';
import { checkMethod } from '../../src/istio/http-methods';
import {
  checkIpBlock,
  checkNamespacePattern,
  checkPrincipal,
  checkPrincipalPattern,
  checkRequestPrincipal,
  checkTrustDomain,
  principalOf,
  toPrincipal,
  tryIdentity,
} from '../../src/istio/identity';
import {
  checkDnsLabel,
  checkDnsSubdomain,
  checkHost,
  checkLabelValue,
  checkSelectorLabels,
} from '../../src/istio/names';
import { checkExactPath, checkPath } from '../../src/istio/path-pattern';
import { checkPort } from '../../src/istio/ports';

type Check = (value: string) => string | undefined;
const chars = (alphabet: string, max: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength: max });
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

const label = fc
  .tuple(chars(LETTERS, 10), fc.option(chars(`${LETTERS}0123456789-`, 20), { nil: '' }), chars(LETTERS, 5))
  .map((parts) => parts.join(''));
const domain = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
const principal = fc.tuple(domain, label, label).map(([td, ns, sa]) => principalOf(td, ns, sa));
const segment = chars(`${LETTERS}0123456789-_~!$&'()+,;:@=`, 12);
const path = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => `/${segments.join('/')}`);
const template = fc
  .tuple(fc.array(fc.oneof(segment, fc.constant('{*}')), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([segments, rest]) => `/${[...segments, ...(rest ? ['{**}'] : [])].join('/')}`);
const ipBlock = fc.oneof(
  fc.ipV4(),
  fc.tuple(fc.ipV4(), fc.nat(32)).map(([address, bits]) => `${address}/${bits}`),
  fc.ipV6(),
  fc.tuple(fc.ipV6(), fc.nat(128)).map(([address, bits]) => `${address}/${bits}`),
);
const issuer = domain.map((name) => `https://${name}`);
const pick = (...values: string[]) => fc.constantFrom(...values);

describe('what is plainly valid is accepted', () => {
  const accepted: [string, Check, fc.Arbitrary<string>][] = [
    ['a DNS label', (v) => checkDnsLabel('name', v), label],
    ['a DNS subdomain', (v) => checkDnsSubdomain('name', v), domain],
    ['a trust domain', checkTrustDomain, domain],
    ['a principal', checkPrincipal, principal],
    ['a principal as pattern', checkPrincipalPattern, principal],
    ['a principal prefix', checkPrincipalPattern, principal.map((v) => `${v}*`)],
    ['a principal suffix', checkPrincipalPattern, label.map((v) => `*/sa/${v}`)],
    ['a namespace', checkNamespacePattern, label],
    ['a namespace prefix', checkNamespacePattern, label.map((v) => `${v}-*`)],
    ['a namespace suffix', checkNamespacePattern, label.map((v) => `*-${v}`)],
    ['a request principal', checkRequestPrincipal, fc.tuple(issuer, label).map(([i, s]) => `${i}/${s}`)],
    ['any subject of an issuer', checkRequestPrincipal, issuer.map((i) => `${i}/*`)],
    ['any subject of an issuer with a slash', checkRequestPrincipal, issuer.map((i) => `${i}/oauth//*`)],
    ['an address or block', checkIpBlock, ipBlock],
    ['a host', checkHost, domain],
    ['a host suffix', checkHost, domain.map((v) => `*.${v}`)],
    ['a host with port', checkHost, domain.map((v) => `${v}:8443`)],
    ['a host with any port', checkHost, domain.map((v) => `${v}:*`)],
    ['a path', checkPath, path],
    ['a path prefix', checkPath, path.map((v) => `${v}/*`)],
    ['a path suffix', checkPath, segment.map((v) => `*/${v}`)],
    ['a path template', checkPath, template],
    ['an exact path', checkExactPath, path],
    ['an exact path that ends in a slash', checkExactPath, path.map((v) => `${v}/`)],
    ['a header condition', checkConditionKey, label.map((v) => `request.headers[${v}]`)],
    ['a claim condition', checkConditionKey, label.map((v) => `request.auth.claims[${v}]`)],
    ['a nested claim condition', checkConditionKey, label.map((v) => `request.auth.claims[a][${v}]`)],
    ['a label value', (v) => checkLabelValue('key', v), label],
    ['a selector', (v) => checkSelectorLabels({ [v]: v, [`${v}.io/${v}`]: v })[0], label],
    ['a method', checkMethod, pick('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', '*')],
    ['a source address', (v) => checkConditionValue('source.ip', v), ipBlock],
  ];

  test.each(accepted)('%s', (_name, check, arbitrary) => {
    fc.assert(fc.property(arbitrary, (value) => expect(check(value)).toBeUndefined()));
  });

  test('every port from 1 to 65535', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 65535 }), (port) => expect(checkPort(port)).toBeUndefined()));
  });
});

describe('an identity', () => {
  test('taken apart and put together is the same', () => {
    fc.assert(
      fc.property(principal, (text) => {
        const identity = tryIdentity(text);
        expect(identity !== undefined && toPrincipal(identity)).toBe(text);
      }),
    );
  });

  test.each([
    'web',
    'cluster.local/ns/shop',
    'cluster.local/ns/shop/sa/web/x',
    'spiffe://cluster.local/ns/shop/sa/web',
  ])('`%s` is none', (text) => expect(tryIdentity(text)).toBeUndefined());
});

describe('what can never match, or matches what it does not say, is refused', () => {
  const refused: [string, Check, fc.Arbitrary<string>][] = [
    ['a name in upper case', (v) => checkDnsLabel('name', v), label.map((v) => v.toUpperCase())],
    ['a name with a blank', (v) => checkDnsSubdomain('name', v), label.map((v) => `${v} ${v}`)],
    ['a name of 64 characters', (v) => checkDnsLabel('name', v), chars(LETTERS, 1).map((v) => v.repeat(64))],
    ['a trust domain with a scheme', checkTrustDomain, domain.map((v) => `spiffe://${v}`)],
    ['a principal with a scheme', checkPrincipalPattern, principal.map((v) => `spiffe://${v}`)],
    ['a principal pattern with a scheme', checkPrincipalPattern, principal.map((v) => `spiffe://${v}*`)],
    ['a principal with a star inside', checkPrincipalPattern, label.map((v) => `cluster.local/ns/*/sa/${v}`)],
    ['a principal with stars on both ends', checkPrincipalPattern, label.map((v) => `*/${v}/*`)],
    ['a name for a principal', checkPrincipal, label],
    ['a namespace with a slash', checkNamespacePattern, label.map((v) => `${v}/${v}`)],
    ['a namespace in upper case', checkNamespacePattern, label.map((v) => v.toUpperCase())],
    ['an issuer for a request principal', checkRequestPrincipal, issuer],
    ['an issuer prefix', checkRequestPrincipal, issuer.map((v) => `${v}*/sub`)],
    ['a prefix that is too long', checkIpBlock, fc.ipV4().map((v) => `${v}/33`)],
    ['a prefix with a sign', checkIpBlock, fc.ipV4().map((v) => `${v}/+8`)],
    ['an address with a zone', checkIpBlock, fc.constant('fe80::1%eth0')],
    ['an address with a blank', checkIpBlock, fc.ipV4().map((v) => ` ${v}`)],
    ['a host with a scheme', checkHost, domain.map((v) => `https://${v}`)],
    ['a host with a path', checkHost, domain.map((v) => `${v}/x`)],
    ['a host with a star inside', checkHost, domain.map((v) => `a.*.${v}`)],
    ['a path without slash', checkPath, path.map((v) => v.slice(1))],
    ['a path with a star inside', checkPath, path.map((v) => `${v}/*/x`)],
    ['a path that asks for "contains"', checkPath, segment.map((v) => `*${v}*`)],
    ['a path with a query', checkPath, path.map((v) => `${v}?a=b`)],
    ['a path with a fragment', checkPath, path.map((v) => `${v}#a`)],
    ['a path with dot segments', checkPath, path.map((v) => `${v}/../x`)],
    ['a path with a blank', checkPath, path.map((v) => `${v} x`)],
    ['a path with an escaped letter', checkPath, path.map((v) => `${v}%41`)],
    ['a path with a second slash', checkPath, path.map((v) => `${v}/`)],
    ['a template without slash', checkPath, template.map((v) => v.slice(1).replace(/^[^{].*$/, '{*}'))],
    ['an operator after the rest', checkPath, path.map((v) => `${v}/{**}/{*}`)],
    ['an operator within a segment', checkPath, path.map((v) => `${v}{*}`)],
    ['a named operator', checkPath, path.map((v) => `${v}/{id}`)],
    ['an exact path that is a pattern', checkExactPath, path.map((v) => `${v}/*`)],
    ['a quoted header', checkConditionKey, label.map((v) => `request.headers["${v}"]`)],
    ['an unquoted end', checkConditionKey, label.map((v) => `request.headersx[${v}]`)],
    ['trailing text', checkConditionKey, label.map((v) => `request.headers[${v}]x`)],
    ['a header with a blank', checkConditionKey, label.map((v) => `request.headers[${v} ]`)],
    ['brackets within brackets', checkConditionKey, label.map((v) => `request.auth.claims[a[${v}]]`)],
    ['an unknown attribute', checkConditionKey, label.map((v) => `request.${v}`)],
    ['a name that every object has', checkConditionKey, pick('constructor', 'toString', '__proto__', 'valueOf[x]')],
    ['an empty value', (v) => checkConditionValue(v, ''), pick('source.ip', 'request.headers[x]')],
    ['a method in lower case', checkMethod, pick('get', 'head', 'post', 'Put')],
    ['two methods in one', checkMethod, pick('GET,POST', 'GET POST', 'GET|POST')],
    ['a label value with a blank', (v) => checkLabelValue('key', v), label.map((v) => `${v} ${v}`)],
    ['a selector with a wildcard', (v) => checkSelectorLabels({ app: `${v}*` })[0], label],
  ];

  test.each(refused)('%s', (_name, check, arbitrary) => {
    fc.assert(fc.property(arbitrary, (value) => expect(check(value)).toEqual(expect.stringContaining('`'))));
  });

  test('whatever is not text or number is told, never thrown', () => {
    const checks: Check[] = [
      checkTrustDomain,
      checkPrincipal,
      checkPort as unknown as Check,
      (v) => checkDnsLabel('name', v),
      (v) => checkDnsSubdomain('name', v),
      (v) => checkLabelValue('key', v),
      (v) => checkSelectorLabels(v as never)[0],
    ];
    const nothing = [undefined, null, {}, [], true, NaN] as unknown as string[];
    for (const check of checks) {
      for (const value of nothing) expect(typeof check(value)).toBe('string');
    }
  });
});
