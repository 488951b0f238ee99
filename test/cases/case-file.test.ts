import { readCaseFiles } from '../../src/cases/case-file';

const ONE = `cases:
  - id: a
    from: { plaintext: true }
    to: { workload: shop/payments, port: 8080 }
    expect: deny
`;

/** Every problem of the text, as people see it. */
function problemsOf(text: string, name = 'a.yaml'): string[] {
  return [...readCaseFiles({ name, text })].flatMap((reading) =>
    reading.kind === 'read' ? [] : reading.problems.map(({ line, column, message }) => `${line}:${column} ${message}`),
  );
}

function casesOf(text: string, name = 'a.yaml') {
  return [...readCaseFiles({ name, text })].flatMap((reading) => (reading.kind === 'read' ? reading.file.cases : []));
}

test('each key of the format is accepted', () => {
  const text = `id: scenario
description: everything
manifests: [dist/, { apiVersion: v1, kind: Namespace, metadata: { name: shop } }]
secrets: [shop/tls]
mesh:
  trustDomain: corp.example
  trustDomainAliases: [old.example]
  rootNamespace: mesh-root
  pathNormalization: { normalization: MERGE_SLASHES }
  extensionProviders: [{ name: opa, envoyExtAuthzGrpc: { service: opa, port: 1 } }, { name: z, zipkin: {} }]
  caCertificates: [{ trustDomains: [a] }]
  enableAutoMtls: false
  outboundTrafficPolicy: { mode: REGISTRY_ONLY }
  defaultConfig: { gatewayTopology: { numTrustedProxies: 1 } }
  defaultServiceExportTo: ['*']
  defaultVirtualServiceExportTo: ['.']
  defaultDestinationRuleExportTo: []
cases:
  - id: a
    because: of it
    from: { workload: shop/orders, ip: 10.0.0.1 }
    to: { service: shop/payments, workload: shop/payments, port: 80, subset: v1 }
    request:
      method: GET
      path: /
      host: payments
      headers: { x-a: one, x-b: [one, two], x-c: '' }
      sni: payments
      tls: false
      remoteIp: 2001:db8::1
      token: { iss: a }
      tokens: [{ claims: { iss: a }, state: expired, header: x-jwt, prefix: '' }, { param: p }, { cookie: c }]
    expect:
      verdict: allow
      status: 200
      layer: mtls
      by: shop/a#0
      tls: hbone
      inner: simple
      sni: x
      destinationRule: shop/x
      routedTo: shop/x:80
      subset: v1
      path: /
      host: x
      headers: { x-a: null }
      location: /
      body: x
      waypoint: none
      anyOf: [{ status: 503 }, { verdict: deny }]
  - { id: b, from: { identity: a/ns/b/sa/c }, to: { gateway: shop/edge, port: 443, ip: 10.0.0.2 }, expect: deny }
  - { id: c, from: { plaintext: true }, to: { host: example.com, port: 443 }, request: {}, expect: allow }
  - { id: d, from: {}, to: { workload: shop/a, port: 1 }, expect: deny }
  - { id: e, from: {}, to: { workload: shop/a, port: 1 }, request: { tcp: true, sni: a.example }, expect: deny }
  - { id: f, from: {}, to: { workload: shop/a, port: 1 }, request: { method: FOO, path: 'http://a/b' }, expect: deny }
`;
  expect(problemsOf(text)).toEqual([]);
  expect(casesOf(text)).toHaveLength(6);
});

test('a document is a case file, and so is a line of a `.jsonl` file', () => {
  expect(casesOf(`${ONE}---\n${ONE}`).map(({ line }) => line)).toEqual([2, 8]);
  const line = JSON.stringify({ cases: [{ id: 'a', from: {}, to: { workload: 'a/b', port: 1 }, expect: 'allow' }] });
  expect(casesOf(`${line}\n\n${line}\n`, 'a.jsonl').map(({ line }) => line)).toEqual([1, 3]);
  expect(problemsOf(`${line}\n{`, 'a.jsonl')).toEqual([expect.stringMatching(/^2:/)]);
});

test('every mistake is told at once, each at its place', () => {
  const text = `cases:
  - id: a
    form: { plaintext: true }
    from: { workload: orders, identity: spiffe://cluster.local/ns/a/sa/b }
    to: { workload: shop/payments, port: '8080' }
    request: { headers: { x-version: 1 } }
    expect: { verdict: alow, by: shop/payments-allow }
  - id: b
    from: { plaintext: true }
    to: { port: 70000 }
`;
  expect(problemsOf(text)).toMatchInlineSnapshot(`
   [
     "3:5 \`cases[0].form\` is no key of this format; known are \`id\`, \`because\`, \`from\`, \`to\`, \`request\` and \`expect\`; did you mean \`from\`?",
     "4:23 \`cases[0].from.workload\` is \`orders\`; expected \`namespace/name\`",
     "4:41 \`cases[0].from.identity\` is \`spiffe://cluster.local/ns/a/sa/b\`; an identity is written without \`spiffe://\`: \`cluster.local/ns/a/sa/b\`",
     "5:42 \`cases[0].to.port\` \`"8080"\` is not accepted; expected a whole number from 1 to 65535",
     "6:38 \`cases[0].request.headers.x-version\` \`1\` is not accepted; expected text, or a list of texts",
     "7:24 \`cases[0].expect.verdict\` \`"alow"\` is not accepted; expected \`allow\` or \`deny\`; did you mean \`allow\`?",
     "7:34 \`cases[0].expect.by\` is \`shop/payments-allow\`; expected \`namespace/name#index\`, such as \`shop/payments-allow#0\`",
     "10:17 \`cases[1].to.port\` \`70000\` is not accepted; expected a whole number from 1 to 65535",
     "8:5 \`cases[1]\` has no \`expect\`, which must be there",
   ]
  `);
});

test.each([
  ['nothing', '# nothing\n', '1:1 it holds no case file; one is a mapping with `cases`'],
  ['no cases', 'description: x\n', '1:1 the case file has no `cases`, which must be there'],
  ['empty cases', 'cases: []\n', '1:1 `cases` is empty; a list without items says nothing'],
  [
    'an expectation that always holds',
    ONE.replace('deny', '{}'),
    '5:5 `cases[0].expect` is empty, and would hold whatever happens',
  ],
  [
    'a method in lower case, which is denied for that alone',
    ONE.replace('    expect', '    request: { method: get }\n    expect'),
    '5:24 `cases[0].request.method` is `get`; methods are compared with their case, and expected is `GET`',
  ],
  [
    'a path without slash, which is answered with 400',
    ONE.replace('    expect', '    request: { path: health }\n    expect'),
    '5:22 `cases[0].request.path` is `health`; a path begins with `/`, such as `/health`',
  ],
  [
    'an id that stands twice',
    ONE + ONE.slice(7),
    '6:9 `cases[1].id` is `a`, as is that of `cases[0]`; an id names one case',
  ],
  [
    'a key without value',
    ONE.replace('expect: deny', 'request:\n    expect: deny'),
    '5:5 `cases[0].request` has no value; expected a mapping with',
  ],
  [
    'an address without value, which may be left out',
    ONE.replace('true', 'true, ip: null'),
    '3:34 `cases[0].from.ip` has no value; expected text, or leave it out',
  ],
  [
    'two callers',
    ONE.replace('plaintext: true', 'plaintext: true, identity: a'),
    '3:5 `cases[0].from` names `identity` and `plaintext`; a caller is one of them',
  ],
  [
    'a path on a connection that sends no HTTP',
    ONE.replace('expect: deny', 'request: { tcp: true, path: / }\n    expect: deny'),
    '5:5 `cases[0].request` has `path` beside `tcp: true`, which sends no HTTP; leave one of them out',
  ],
  ['nothing to call', ONE.replace('workload: shop/payments, ', ''), '4:5 `cases[0].to` names nothing to call'],
  [
    'an address that is none',
    ONE.replace('true', 'true, ip: 10.0.0.300'),
    '3:34 `cases[0].from.ip` is `10.0.0.300`; expected an IP address',
  ],
  [
    'a setting that is none',
    `mesh: { trustDomian: x }\n${ONE}`,
    '1:22 `mesh.trustDomian` is no key of this format; known are `istioVersion`, `trustDomain`, ',
  ],
])('%s is refused', (_, text, problem) => {
  expect(problemsOf(text)).toEqual([expect.stringContaining(problem)]);
});

test('what must be there is not told to be left out', () => {
  expect(problemsOf(ONE.replace('{ plaintext: true }', 'null'))).toEqual([
    expect.stringMatching(/^3:11 `cases\[0\]\.from` has no value; expected a mapping with [^;]*`ip`$/),
  ]);
});

test.each(['Host', ':path'])('a header `%s` would be lost beside what the request says itself', (name) => {
  const text = ONE.replace('expect: deny', `request: { headers: { "${name}": x } }\n    expect: deny`);
  expect(problemsOf(text)).toEqual([
    `5:5 \`cases[0].request\` has the header \`${name}\`; write \`host\`, \`method\` and \`path\` beside \`headers\``,
  ]);
  expect(problemsOf(text.replace(name, 'x-host'))).toEqual([]);
});
