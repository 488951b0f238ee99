import { Condition, type ConditionValues, Operation, AllowRoute, ServiceIdentity, Source } from '../../src';
import type { Shop } from './shop';
import { describeWrongUses, js } from './wrong-use';

const from =
  (source: Source) =>
  ({ backend }: Shop) =>
    backend.allowFrom(source, Operation.get('/data'));
const when =
  (condition: Condition) =>
  ({ chart, backend, frontend }: Shop) =>
    new AllowRoute(chart, 'route', { to: backend, from: [frontend], conditions: [condition] });
const pair = (title: string, wrong: Source, right: Source) => ({ title, wrong: from(wrong), right: from(right) });
const condition = (title: string, wrong: Condition, right: Condition) => ({
  title,
  wrong: when(wrong),
  right: when(right),
});
const some: ConditionValues = { values: ['10.0.0.1'] };
const principal = 'cluster.local/ns/edge/sa/gateway';

describeWrongUses('Source', [
  {
    ...pair('a source without fields', Source.of({}), Source.anyone()),
    says: [
      '[chart/backend/AllowRoute1] source: a source without fields means everybody; write `Source.anyone()` if that is meant',
    ],
  },
  {
    ...pair(
      'negations only',
      Source.of({ notNamespaces: ['dev'] }),
      Source.of({ notNamespaces: ['dev'], principals: ['*'] }),
    ),
    says: [
      "[chart/backend/AllowRoute1] source: a source of negations only (`notNamespaces`) also holds for callers without any identity; add `principals: ['*']`, or write `Source.anyoneBut(…)` if that is meant",
    ],
  },
  {
    ...pair('everybody but nobody', Source.anyoneBut({}), Source.anyoneBut({ notNamespaces: ['dev'] })),
    says: [
      '[chart/backend/AllowRoute1] source: `Source.anyoneBut(…)` names nobody to leave out; name one, or write `Source.anyone()` if everybody is meant',
    ],
  },
  {
    ...pair('no identity', Source.identities(), Source.principals(principal)),
    says: [
      '[chart/backend/AllowRoute1] source: `identities` is an empty list, which Istio reads as no condition at all; leave it out, or name at least one value',
    ],
  },
  {
    ...pair('no namespace', Source.namespaces(), Source.namespaces('edge')),
    says: [
      '[chart/backend/AllowRoute1] source: `namespaces` is an empty list, which Istio reads as no condition at all; leave it out, or name at least one value',
    ],
  },
  {
    ...pair('a principal with its scheme', Source.principals(`spiffe://${principal}`), Source.principals(principal)),
    says: [
      '[chart/backend/AllowRoute1] source: principal `spiffe://cluster.local/ns/edge/sa/gateway` has a scheme, which Istio adds itself, so it never matches; write `cluster.local/ns/edge/sa/gateway`',
    ],
  },
  {
    ...pair('a bare name as principal', Source.principals('gateway'), Source.principals(principal)),
    says: [
      '[chart/backend/AllowRoute1] source: principal `gateway` is not an identity; write `<trust domain>/ns/<namespace>/sa/<service account>`',
    ],
  },
  {
    ...pair(
      'a star inside a principal',
      Source.principals('cluster.local/ns/*/sa/gateway'),
      Source.principals('*/sa/gateway'),
    ),
    says: [
      '[chart/backend/AllowRoute1] source: principal `cluster.local/ns/*/sa/gateway` has `*` where Istio reads it literally; one `*` may stand at the beginning or at the end',
    ],
  },
  {
    ...pair('a namespace in upper case', Source.namespaces('Edge'), Source.namespaces('edge')),
    says: [
      '[chart/backend/AllowRoute1] source: namespace `Edge` is not a DNS label: use at most 63 of `a-z`, `0-9` and `-`, beginning and ending with a letter or digit, such as `edge`',
    ],
  },
  {
    ...pair('a namespace pattern on both ends', Source.namespaces('*dg*'), Source.namespaces('ed*')),
    says: [
      '[chart/backend/AllowRoute1] source: namespace `*dg*` has `*` where Istio reads it literally; one `*` may stand at the beginning or at the end',
    ],
  },
  {
    ...pair('an address that is none', Source.ipBlocks('10.0.0'), Source.ipBlocks('10.0.0.0/24')),
    says: [
      '[chart/backend/AllowRoute1] source: IP block `10.0.0` is neither an address nor a CIDR block; write one such as `203.0.113.0/24` or `2001:db8::/32`',
    ],
  },
  {
    ...pair('a prefix that is too long', Source.remoteIpBlocks('10.0.0.0/33'), Source.remoteIpBlocks('10.0.0.0/32')),
    says: [
      '[chart/backend/AllowRoute1] source: IP block `10.0.0.0/33` is neither an address nor a CIDR block; write one such as `203.0.113.0/24` or `2001:db8::/32`',
    ],
  },
  {
    ...pair(
      'an issuer for a request principal',
      Source.requestPrincipals('https://auth.example.com'),
      Source.requestPrincipals('https://auth.example.com/*'),
    ),
    says: [
      '[chart/backend/AllowRoute1] source: request principal `https://auth.example.com` never matches, as Istio takes what follows the last `/` for the subject; write `https://auth.example.com/*`',
    ],
  },
  {
    ...pair(
      'a star at the end of the issuer',
      Source.requestPrincipals('https://auth*/sub'),
      Source.requestPrincipals('https://auth/sub'),
    ),
    says: [
      '[chart/backend/AllowRoute1] source: request principal `https://auth*/sub` has `*` where Istio reads it literally; write `<issuer>/<subject>`, `<issuer>/*` or `*`',
    ],
  },
  {
    ...pair(
      'a restriction that is undefined',
      Source.of({ namespaces: ['edge'], remoteIpBlocks: js() }),
      Source.of({ namespaces: ['edge'] }),
    ),
    says: [
      '[chart/backend/AllowRoute1] source: `remoteIpBlocks` is `undefined`, which would mean no condition at all; leave it out if that is meant, or give a value',
    ],
  },
  {
    ...pair(
      'a misspelt restriction',
      Source.of(js({ namespaces: ['edge'], remoteIPBlocks: ['10.0.0.1'] })),
      Source.of({ namespaces: ['edge'], remoteIpBlocks: ['10.0.0.1'] }),
    ),
    says: [
      '[chart/backend/AllowRoute1] source: `remoteIPBlocks` is not a field of a source; use one of `identities`, `notIdentities`, `principals`, `notPrincipals`, `namespaces`, `notNamespaces`, `ipBlocks`, `notIpBlocks`, `remoteIpBlocks`, `notRemoteIpBlocks`, `requestPrincipals`, `notRequestPrincipals`',
    ],
  },
  {
    ...pair('a value that is undefined', Source.namespaces(js()), Source.namespaces('edge')),
    says: ['[chart/backend/AllowRoute1] source: `namespaces` holds `undefined`; each entry is a text'],
  },
  {
    ...pair('a text for a list', Source.of({ namespaces: js('edge') }), Source.of({ namespaces: ['edge'] })),
    says: ['[chart/backend/AllowRoute1] source: `namespaces` is `"edge"`; give a list'],
  },
  {
    title: 'an identity given as its principal',
    wrong: from(Source.identities(js(principal))),
    says: [
      '[chart/backend/AllowRoute1] source: `identities` holds `"cluster.local/ns/edge/sa/gateway"`; each entry is a `ServiceIdentity`',
    ],
    right: ({ chart, backend }) =>
      backend.allowFrom(Source.identities(ServiceIdentity.fromPrincipal(chart, 'gateway', principal))),
  },
  {
    title: 'an identity where a text is asked for',
    wrong: ({ backend, frontend }) => backend.allowFrom(Source.principals(js(frontend))),
    says: ['[chart/backend/AllowRoute1] source: `principals` holds `chart/frontend`; each entry is a text'],
    right: ({ backend, frontend }) => backend.allowFrom(Source.principals(frontend.principal)),
  },
]);

describeWrongUses('Condition', [
  {
    ...condition('an unknown key', Condition.of('request.header[x]', some), Condition.of('request.headers[x]', some)),
    says: [
      '[chart/route] condition: condition key `request.header[x]` is unknown to Istio, which would drop the whole rule; use one of `source.ip`, `remote.ip`, `source.namespace`, `source.principal`, `source.serviceAccount`, `source.trustDomain`, `request.auth.principal`, `request.auth.audiences`, `request.auth.presenter`, `destination.ip`, `destination.port`, `connection.sni`, `request.headers[…]`, `request.auth.claims[…]`',
    ],
  },
  {
    ...condition(
      'a quoted header name',
      Condition.header('"x-api-version"', { values: ['v1'] }),
      Condition.header('x-api-version', { values: ['v1'] }),
    ),
    says: [
      '[chart/route] condition: condition key `request.headers["x-api-version"]` has quotes, which Istio takes as part of the name, so the condition never sees the value; write `request.headers[x-api-version]`',
    ],
  },
  {
    ...condition('an empty header name', Condition.header('', some), Condition.header('x', some)),
    says: ['[chart/route] condition: condition key `request.headers[]` names nothing; write `request.headers[x-name]`'],
  },
  {
    ...condition('an empty claim path', Condition.nestedClaim([], some), Condition.claim('a', some)),
    says: [
      '[chart/route] condition: condition key `request.auth.claims` names nothing; write `request.auth.claims[name]`',
    ],
  },
  {
    ...condition(
      'a key that was removed',
      Condition.of('destination.labels[app]', some),
      Condition.destinationIp(some),
    ),
    says: [
      '[chart/route] condition: condition key `destination.labels[app]` was removed from Istio; choose the workload by the target of the route',
    ],
  },
  {
    ...condition('no values', Condition.sourceIp({}), Condition.sourceIp(some)),
    says: [
      '[chart/route] condition: condition `source.ip` has neither `values` nor `notValues`; name at least one value',
    ],
  },
  {
    ...condition('an empty list', Condition.sourceIp({ values: [] }), Condition.sourceIp(some)),
    says: [
      '[chart/route] condition: `values` is an empty list, which Istio reads as no condition at all; leave it out, or name at least one value',
    ],
  },
  {
    ...condition('an address that is none', Condition.remoteIp({ notValues: ['x'] }), Condition.remoteIp(some)),
    says: [
      '[chart/route] condition: IP block `x` is neither an address nor a CIDR block; write one such as `203.0.113.0/24` or `2001:db8::/32`',
    ],
  },
  {
    ...condition(
      'a server name in upper case',
      Condition.sni({ values: ['API.example.com'] }),
      Condition.sni({ values: ['api.example.com'] }),
    ),
    says: [
      '[chart/route] condition: server name `API.example.com` has upper case, which never matches; write `api.example.com`',
    ],
  },
  {
    ...condition(
      'a port that is none',
      Condition.of('destination.port', { values: ['http'] }),
      Condition.of('destination.port', { values: ['8080'] }),
    ),
    says: [
      "[chart/route] condition: port `http` is not a port number; use 1 to 65535 (the port that the workload listens on, not the Service's)",
    ],
  },
  {
    ...condition(
      'a number for a text',
      Condition.claim('level', { values: js([5]) }),
      Condition.claim('level', { values: ['5'] }),
    ),
    says: ['[chart/route] condition: `values` holds `5`; each entry is a text'],
  },
  {
    ...condition(
      'a misspelt field',
      Condition.claim('level', js({ values: ['5'], notvalues: ['6'] })),
      Condition.claim('level', { values: ['5'], notValues: ['6'] }),
    ),
    says: [
      '[chart/route] condition: `notvalues` is not a field of condition `request.auth.claims[level]`; use one of `values`, `notValues`',
    ],
  },
  {
    ...condition('a key that is no text', Condition.of(js(7), some), Condition.of('source.ip', some)),
    says: ['[chart/route] condition: the key is `7`; give a text such as `source.ip`'],
  },
]);
