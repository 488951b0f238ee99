import * as diff from '../../src/cli/commands/diff';
import * as prove from '../../src/cli/commands/prove';
import * as reach from '../../src/cli/commands/reach';
import { ExitCode } from '../../src/cli/exit-code';
import type { Io } from '../../src/cli/io';
import { runProgram } from '../../src/cli/program';
import { ASKS_ELSEWHERE, SHOP } from '../jest/shop';
import { fakeIo } from './fake-io';
import { NO_COMMANDS } from './no-commands';

const WIDER = SHOP.replace('methods: [POST]', 'methods: [POST, DELETE]');
const FILTER = `${SHOP}---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: lua, namespace: shop }
spec:
  workloadSelector: { labels: { app: payments } }
  configPatches: [{ applyTo: HTTP_FILTER, match: { context: SIDECAR_INBOUND } }]
`;
const invariants = (text: string) => `invariants:\n  - name: it\n    ${text}\n`;
const FILES = { 'shop.yaml': SHOP, 'wider.yaml': WIDER, 'filter.yaml': FILTER };

const zeroTrust = async (line: string, files: Record<string, string> = {}, world: Partial<Io> = {}) => {
  const io = fakeIo({ ...FILES, ...files }, world);
  const code = await runProgram(line.split(' '), io, {
    ...NO_COMMANDS,
    reach: () => Promise.resolve(reach),
    diff: () => Promise.resolve(diff),
    prove: () => Promise.resolve(prove),
  });
  return { code, ...io.printed, written: io.written };
};

test('an object that stands twice, and differently, is refused: a cluster holds one of them', async () => {
  const again = SHOP.split('---\n').find((one) => one.includes('kind: AuthorizationPolicy')) ?? '';
  const files = {
    'again.yaml': again,
    'other.yaml': again.replace('POST', 'PUT'),
    'i.yaml': invariants('noPlaintext:'),
  };
  for (const line of ['reach shop.yaml', 'prove --invariants i.yaml shop.yaml']) {
    const { code, out, err } = await zeroTrust(`${line} other.yaml`, files);
    expect({ code, out }).toEqual({ code: ExitCode.Wrong, out: '' });
    expect(err).toMatch(
      /^other\.yaml:\d+:1: AuthorizationPolicy `shop\/[a-z-]+` stands here again, and otherwise than at shop\.yaml:\d+; a cluster holds one/,
    );
    expect((await zeroTrust(`${line} again.yaml`, files)).code).toBe(ExitCode.Good);
  }
});

describe('reach', () => {
  test('ends with 0 when all is told, and with 3 when something could not be decided', async () => {
    expect(await zeroTrust('reach shop.yaml')).toMatchObject({ code: ExitCode.Good, err: '' });
    expect((await zeroTrust('reach filter.yaml')).code).toBe(ExitCode.Undecided);
  });

  test.each([
    ['--from shop/order', /no workload has this name; did you mean `shop\/orders`\?/],
    ['--from identity:nobody', /`--from identity:nobody` is no identity; expected/],
    ['--from identity:cluster.local/ns/shop/sa/orders', /is that of a workload; write `--from shop\/orders`/],
    ['--from a/b/c', /names no caller; expected/],
    ['--to nobody', /`--to nobody`: no workload has this name/],
    ['--format xml', /Allowed choices are text, json, csv, dot, html/],
  ])('ends with 2 on wrong use: %s', async (option, says) => {
    const { code, err } = await zeroTrust(`reach shop.yaml ${option}`);
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toMatch(says);
  });

  test.each(['cluster.local/ns/dev/*', '"*"', '"*/sa/job"', '"*/sa/job", cluster.local/ns/prod/*'])(
    'tells of an identity that nobody has what %s may',
    async (principals) => {
      const patterns = SHOP.replace('cluster.local/ns/shop/sa/orders', principals);
      const ask = async (from: string) => (await zeroTrust(`reach p.yaml --from ${from}`, { 'p.yaml': patterns })).out;
      const job = 'cluster.local/ns/dev/sa/job';
      expect(await ask(`identity:${job}`)).toContain(`${job}: POST /charges`);
      expect(await ask(`identity:${job}`)).toContain('1 edge,');
      expect(await ask('plaintext')).toContain('0 edges');
      const narrow = principals === '"*"' ? '"*/sa/job"' : principals;
      const without = SHOP.replace('cluster.local/ns/shop/sa/orders', narrow);
      const other = 'reach p.yaml --from identity:cluster.local/ns/shop/sa/task';
      expect((await zeroTrust(other, { 'p.yaml': without })).out).toContain('0 edges');
    },
  );

  test('tells what the identity of a workload may that has no proxy to prove it', async () => {
    const bare = SHOP.replace(
      'metadata: { labels: { app: orders } }',
      "metadata: { labels: { app: orders, sidecar.istio.io/inject: 'false' } }",
    );
    const orders = 'cluster.local/ns/shop/sa/orders';
    const { out } = await zeroTrust(`reach bare.yaml --from identity:${orders}`, { 'bare.yaml': bare });
    expect(out).toContain(`${orders}: POST /charges`);
    expect((await zeroTrust('reach bare.yaml --from shop/orders', { 'bare.yaml': bare })).out).toContain('0 edges');
  });

  test('of an identity of which nothing can be told it says so', async () => {
    const { code, out } = await zeroTrust('reach filter.yaml --from identity:cluster.local/ns/dev/sa/job');
    expect(out).toContain('cluster.local/ns/dev/sa/job: undecided: everything');
    expect(code).toBe(ExitCode.Undecided);
  });

  test('an identity of another trust domain is not that of a workload', async () => {
    const { code, out } = await zeroTrust('reach shop.yaml --from identity:other.example/ns/shop/sa/orders');
    expect(out).toContain('0 edges');
    expect(code).toBe(ExitCode.Good);
  });

  test('writes a report to a file', async () => {
    const { out, written } = await zeroTrust('reach shop.yaml --format html --output reach.html');
    expect(out).toBe('');
    expect(written.get('reach.html')).toContain('<h2>shop/payments, port 8080</h2>');
  });
});

describe('diff', () => {
  test.each([
    ['shop.yaml wider.yaml', ExitCode.Found],
    ['shop.yaml wider.yaml --fail-on narrower', ExitCode.Good],
    ['shop.yaml wider.yaml --fail-on any', ExitCode.Found],
    ['shop.yaml wider.yaml --fail-on none', ExitCode.Good],
    ['wider.yaml shop.yaml', ExitCode.Good],
    ['wider.yaml shop.yaml --fail-on narrower', ExitCode.Found],
    ['shop.yaml shop.yaml', ExitCode.Good],
    ['filter.yaml filter.yaml', ExitCode.Good],
    ['shop.yaml filter.yaml', ExitCode.Undecided],
  ])('%s ends with %s', async (line, expected) => {
    expect((await zeroTrust(`diff ${line}`)).code).toBe(expected);
  });

  test('Markdown has a table and a folded request, and nothing of a manifest that is markup', async () => {
    const { out } = await zeroTrust('diff shop.yaml odd.yaml --format markdown', {
      'odd.yaml': SHOP.replace(
        "ports: ['8080'] } }]",
        "ports: ['8080'] } }]\n    - when: [{ key: 'request.headers[x-a]', values: ['<img src=x>|@team'] }]",
      ),
    });
    expect(out).toMatch(/^### zero-trust diff: \d wider, 0 narrower, 0 undecided\n/);
    expect(out).toContain('header x-a &#60;img src=x&#62;&#124;&#64;team');
    expect(out).toMatch(/<details><summary>A request for each<\/summary>[^]*```yaml\nfrom:/);
    expect((await zeroTrust('diff shop.yaml shop.yaml --format markdown')).out).toBe(
      '### zero-trust diff: nobody may send more or less\n\n0 objects differ.\n',
    );
  });

  test('SARIF puts the difference at the object that made it', async () => {
    const { out } = await zeroTrust('diff shop.yaml wider.yaml --format sarif');
    expect(JSON.parse(out)).toMatchObject({
      runs: [
        {
          results: [
            {
              ruleId: 'access-wider',
              level: 'error',
              message: { text: expect.stringContaining('shop/orders may now send DELETE /charges') as string },
              locations: [{ physicalLocation: { artifactLocation: { uri: 'wider.yaml' }, region: { startLine: 36 } } }],
            },
          ],
        },
      ],
    });
    const narrower = JSON.parse((await zeroTrust('diff wider.yaml shop.yaml --format sarif')).out) as object;
    expect(narrower).toMatchObject({ runs: [{ results: [{ ruleId: 'access-narrower', level: 'note' }] }] });
  });

  test('JUnit fails for what fails the run, and has a case where nothing differs', async () => {
    expect((await zeroTrust('diff shop.yaml wider.yaml --format junit')).out).toContain('tests="2" failures="1"');
    expect((await zeroTrust('diff wider.yaml shop.yaml --format junit')).out).toContain('tests="2" failures="0"');
    expect((await zeroTrust('diff shop.yaml shop.yaml --format junit')).out).toContain('tests="1" failures="0"');
  });

  test('tells the construct that wrote the object, where cdk8s recorded it for one object alone', async () => {
    const recorded = JSON.stringify({
      version: '1.0.0',
      resources: { 'payments-allow': { path: 'app/shop/payments' } },
    });
    const files = { 'a/shop.yaml': SHOP, 'b/shop.yaml': WIDER, 'b/construct-metadata.json': recorded };
    expect((await zeroTrust('diff a b', files)).out).toContain(
      '(changed, b/shop.yaml:36, construct app/shop/payments)',
    );
  });

  test('two revisions are read from git', async () => {
    const blobs: Record<string, string> = { a1: SHOP, b2: WIDER };
    const encode = (text: string) => new TextEncoder().encode(text);
    const git: Io['git'] = ([command, ...rest], input = '') => {
      const answer = (out: string) => ({ code: 0, out: encode(out), err: '' });
      if (command === 'rev-parse') return answer(rest.at(-1) === 'old^{commit}' ? 'aaaa\n' : 'bbbb\n');
      if (command === 'ls-tree') return answer(`100644 blob ${rest[2] === 'aaaa' ? 'a1' : 'b2'}\tdist/shop.yaml\0`);
      const ids = input.trim().split('\n');
      return answer(ids.map((id) => `${id} blob ${encode(blobs[id] ?? '').length}\n${blobs[id]}\n`).join(''));
    };
    const { code, out } = await zeroTrust('diff --git old..new dist', {}, { git });
    expect(code).toBe(ExitCode.Found);
    expect(out).toContain('dist/shop.yaml:36');
  });

  test.each([
    ['diff shop.yaml', /`diff` got 1 path; expected two/],
    ['diff --git main dist', /`--git main` names no two revisions/],
    ['diff --git a...b dist', /write `\$\(git merge-base a b\)\.\.b`/],
    ['diff --git a..b dist', /git was not asked: not a git repository/],
    ['diff shop.yaml none.yaml', /none\.yaml:1:1: there is no such file/],
  ])('ends with 2 on wrong use: %s', async (line, says) => {
    const { code, err } = await zeroTrust(line);
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toMatch(says);
  });
});

describe('prove', () => {
  const proveIt = (text: string, manifests = 'shop.yaml', files: Record<string, string> = {}) =>
    zeroTrust(`prove ${manifests} --invariants i.yaml`, { 'i.yaml': invariants(text), ...files });

  test('ends with 0, 1 and 3: holds, fails, undecided', async () => {
    expect((await proveIt('noOpenWorkload:')).code).toBe(ExitCode.Good);
    expect((await proveIt('onlyCallers: { to: { workload: shop/payments }, callers: [] }')).code).toBe(ExitCode.Found);
    const asking = {
      'asking.yaml': `${SHOP}---${ASKS_ELSEWHERE}`,
      'mesh.yaml': 'extensionProviders: [{ name: opa, envoyExtAuthzGrpc: {} }]',
    };
    const nobody = 'onlyCallers: { to: { workload: shop/payments }, callers: [] }';
    expect((await proveIt(nobody, 'asking.yaml --mesh mesh.yaml', asking)).code).toBe(ExitCode.Undecided);
  });

  test('takes a port by which something listens, of one workload or of any', async () => {
    for (const to of ['workload: shop/payments, port: 8080', 'namespace: shop, port: 5432', 'port: 5432']) {
      const { code, err } = await proveIt(`noPlaintext: { to: { ${to} }, except: [{ workload: shop/orders }] }`);
      expect({ code, err }).toEqual({ code: ExitCode.Good, err: '' });
    }
  });

  test('JSON never says that what is undecided holds', async () => {
    const { out } = await proveIt('noOpenWorkload:', 'filter.yaml --format json');
    expect(JSON.parse(out)).toMatchObject({ invariants: [{ name: 'it' }], summary: { hold: 0, undecided: 1 } });
    expect((JSON.parse(out) as { invariants: object[] }).invariants[0]).not.toHaveProperty('holds');
  });

  test.each([
    ['onlyCaller: {}', /`invariants\[0\]\.onlyCaller` is no key of this format; .*did you mean `onlyCallers`\?/],
    ['because: x', /`invariants\[0\]` says nothing that must hold; expected one of `onlyCallers`/],
    ['noOpenWorkload:\n    noPlaintext:', /says `noPlaintext` and `noOpenWorkload`; write two invariants/],
    [
      'onlyCallers: { to: {}, callers: [{}] }',
      /i\.yaml:3:\d+: `invariants\[0\]\.onlyCallers\.callers\[0\]` names no caller/,
    ],
    [
      'needsToken: { to: { workload: shop/payment } }',
      /is `shop\/payment`: no workload .*did you mean `shop\/payments`\?/,
    ],
    ['neverReaches: { from: { namespace: dev }, to: { namespace: sop } }', /is `sop`: .*did you mean `shop`\?/],
    [
      'onlyCallers: { to: { workload: shop/payments, port: 80 }, callers: [] }',
      /to\.port` is `80`: nothing listens by this port of its own; there are `5432`, `8080`/,
    ],
    [
      'noOpenWorkload: { except: [{ workload: shop/payments, port: 81 }] }',
      /except\[0\]\.port` is `81`: nothing listens/,
    ],
    ['noPlaintext: { except: [{}] }', /except\[0\]` names nothing, and would take in all; expected `workload`/],
    [
      'noOpenWorkload: { requests: { methods: [get, GET] } }',
      /i\.yaml:3:\d+: `.*requests\.methods\[0\]` cannot be meant: method `get` never matches, .*; write `GET`\n$/,
    ],
    ['noOpenWorkload: { requests: { methods: ["ge*"] } }', /methods\[0\]` cannot be meant: .*; write `GE\*`/],
    ['noOpenWorkload: { requests: { methods: ["FOO*"] } }', /method `FOO\*` never matches, as no HTTP method is so/],
    ['noOpenWorkload: { requests: { methods: ["G*T"] } }', /method `G\*T` has `\*` where Istio reads it literally/],
    ['noOpenWorkload: { requests: { notMethods: [get] } }', /notMethods\[0\]` cannot be meant: .*; write `GET`/],
    [
      'noOpenWorkload: { requests: { paths: ["/a*b"] } }',
      /paths\[0\]` cannot be meant: path `\/a\*b` has `\*` in the middle, .*; use `\{\*\}` for one segment/,
    ],
    [
      'noOpenWorkload: { requests: { paths: [/%61/..] } }',
      /paths\[0\]` cannot be meant: path `\/%61\/\.\.` has dot segments/,
    ],
    [
      'noOpenWorkload: { requests: { paths: [/a//] } }',
      /paths\[0\]` cannot be meant: `\/a\/\/` is what no .*; write `\/a\/`/,
    ],
    ['noOpenWorkload: { requests: { paths: ["/a/{b}"] } }', /paths\[0\]` cannot be meant: path template `\/a\/\{b\}`/],
    ['noOpenWorkload: { requests: { hosts: ["https://a"] } }', /hosts\[0\]` cannot be meant: host .*; write `a`/],
    [
      'noOpenWorkload: { requests: { paths: [/a], notPaths: ["/a*"] } }',
      /requests\.notPaths` takes away all that `paths` names; leave one of them out/,
    ],
    ['noOpenWorkload: { requests: { notHosts: ["*"] } }', /requests\.notHosts` takes away every request; leave it out/],
    [
      'neverReaches: { from: { identity: orders }, to: { namespace: shop } }',
      /from\.identity` cannot be meant: `orders` is no identity that a caller has; expected `cluster\.local\/ns\/<n/,
    ],
    [
      'onlyCallers: { to: { namespace: shop }, callers: [{ identity: cluster.local/ns/shop/* }] }',
      /callers\[0\]\.identity` cannot be meant: .*; for those of a namespace, write `namespace`/,
    ],
    [
      'neverReaches: { from: { namespace: Dev }, to: { namespace: shop } }',
      /from\.namespace` cannot be meant: namespace `Dev` is not a DNS label: .*, such as `dev`/,
    ],
    ['equivalent: { manifests: [none/] }', /invariant `it`: `none`: there is no such file/],
  ])('ends with 2 on a wrong file: %s', async (text, says) => {
    const mesh = { 'merging.yaml': 'pathNormalization: { normalization: MERGE_SLASHES }' };
    const { code, err } = await proveIt(text, 'shop.yaml --mesh merging.yaml', mesh);
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toMatch(says);
  });

  test.each([
    'methods: [GET, "P*", "*"]',
    'paths: ["/a/{*}/b", "*.html", "/a/", "/a*", "*"]',
    'hosts: [Shop.Example, "*.example", "a:*"], notHosts: [b.example]',
    'paths: ["/a*"], notPaths: [/a]',
  ])('takes requests that there are: %s', async (requests) => {
    const { code, err } = await proveIt(`noOpenWorkload: { requests: { ${requests} } }`);
    expect({ code, err }).toEqual({ code: ExitCode.Good, err: '' });
  });

  test('says what holds for want of callers or requests, in text and JSON', async () => {
    const vacuous = 'neverReaches: { from: { namespace: dev }, to: { namespace: shop } }';
    const because = 'no workload of namespace `dev` is among the manifests, and no policy names it';
    expect(await proveIt(vacuous)).toMatchObject({
      code: ExitCode.Good,
      out: `holds      it\n  vacuously: ${because}\n\n1 holds (1 vacuously), 0 fail, 0 undecided\n`,
    });
    expect(JSON.parse((await proveIt(vacuous, 'shop.yaml --format json')).out)).toEqual({
      invariants: [{ name: 'it', kind: 'neverReaches', holds: true, vacuously: because }],
      summary: { hold: 1, vacuously: 1, fail: 0, undecided: 0 },
    });
    const known = vacuous.replace('namespace: dev', 'plaintext: true');
    expect((await proveIt(known, 'shop.yaml --format json')).out).not.toContain('"vacuously":"');
  });
});
