import * as testCommand from '../../src/cli/commands/test';
import { ExitCode } from '../../src/cli/exit-code';
import type { Io } from '../../src/cli/io';
import { runProgram } from '../../src/cli/program';
import { ASKS_ELSEWHERE, SHOP } from '../jest/shop';
import { fakeIo } from './fake-io';
import { NO_COMMANDS } from './no-commands';

const CASES = `manifests: [dist/]
cases:
  - id: charges
    from: { workload: shop/orders }
    to: { service: shop/payments, port: 80 }
    request: { method: POST, path: /charges }
    expect: allow
  - id: refunds
    because: only charges are opened
    from: { workload: shop/orders }
    to: { service: shop/payments, port: 80 }
    request: { method: DELETE, path: /charges }
    expect: { verdict: deny, status: 403 }
`;
const FAILING = CASES.replace('{ verdict: deny, status: 403 }', 'allow');
const FILES = { 'app/dist/shop.yaml': SHOP, 'app/a.yaml': CASES, 'app/failing.yaml': FAILING };

const zeroTrust = async (line: string, files: Record<string, string> = FILES, world: Partial<Io> = {}) => {
  const io = fakeIo(files, world);
  const code = await runProgram(line.split(' '), io, {
    ...NO_COMMANDS,
    test: () => Promise.resolve(testCommand),
  });
  return { code, ...io.printed, written: io.written };
};

describe('exit codes', () => {
  test('0 when every case is met', async () => {
    const run = await zeroTrust('test app/a.yaml');
    expect(run).toMatchObject({
      code: ExitCode.Good,
      out: '2 passed, 0 failed, 0 undecided, 2 cases in 1 file\n',
      err: '',
    });
  });

  test('1 when one failed, with what denies it and what would grant it', async () => {
    const { code, out } = await zeroTrust('test app/failing.yaml');
    expect(code).toBe(ExitCode.Found);
    expect(out).toMatchInlineSnapshot(`
     "failed  refunds, because only charges are opened
       --> app/failing.yaml:8
       DELETE /charges from shop/orders to Service shop/payments, port 80
       expected allow
       got deny (status 403, layer authorization, point sidecar)
         pass      capture       shop/orders: the caller \`shop/orders\` speaks mTLS as \`cluster.local/ns/shop/sa/orders\`
         pass      capture       shop/payments: \`shop/payments\` has a sidecar
         skip      network       no NetworkPolicy is among the manifests
         pass      mtls          shop/payments: port 8080 is STRICT by PeerAuthentication \`shop/default\` for the namespace, and the caller proves \`cluster.local/ns/shop/sa/orders\`
         skip      custom        shop/payments: no CUSTOM policy is in force
         skip      jwt           shop/payments: no RequestAuthentication is in force, so that no token is read
         pass      authorization shop/payments: no rule of the DENY policies matches
         deny      authorization shop/payments: ALLOW is in force by \`shop/payments-allow\`, and its one rule does not match
       nearest rules:
         rule 0 of \`shop/payments-allow\` wants method \`POST\`, got \`DELETE\`
       the smallest rule that would grant it:
         apiVersion: security.istio.io/v1
         kind: AuthorizationPolicy
         metadata:
           name: allow-orders
           namespace: shop
         spec:
           selector:
             matchLabels:
               app: payments
           action: ALLOW
           rules:
             - from:
                 - source:
                     principals:
                       - cluster.local/ns/shop/sa/orders
               to:
                 - operation:
                     methods:
                       - DELETE
                     paths:
                       - /charges
                     ports:
                       - "8080"

     1 passed, 1 failed, 0 undecided, 2 cases in 1 file
     "
    `);
  });

  test('of very many failures the first hundred are explained, and that is said', async () => {
    const [head = '', ...cases] = FAILING.split(/^ {2}(?=- )/m);
    const failing = cases.find((one) => one.includes('DELETE')) ?? '';
    const many = (count: number) =>
      head + Array.from({ length: count }, (_, n) => `  ${failing.replace(/id: .*/, `id: c${n}`)}`).join('');
    const outOf = async (count: number) =>
      (await zeroTrust('test app/many.yaml', { ...FILES, 'app/many.yaml': many(count) })).out;
    const out = await outOf(101);
    expect(out.match(/the smallest rule that would grant it/g)).toHaveLength(100);
    expect(out).toContain(
      '\n\nonly the first 100 of these 101 are explained; give the others in a file of their own\n\n0 passed, 101 failed',
    );
    expect(await outOf(100)).not.toContain('only the first');
  });

  test('3 when none failed, and one could not be decided', async () => {
    const asks = { ...FILES, 'app/dist/ask.yaml': ASKS_ELSEWHERE };
    const mesh = 'extensionProviders: [{ name: opa, envoyExtAuthzGrpc: {} }]';
    const { code, out } = await zeroTrust('test app/a.yaml --mesh mesh.yaml', { ...asks, 'mesh.yaml': mesh });
    expect(code).toBe(ExitCode.Undecided);
    expect(out).toContain('undecided: the external authorizer `opa` decides');
    expect(out).toContain('1 passed, 0 failed, 1 undecided, 2 cases in 1 file\n');
  });

  test('2 on anything that is wrong, with every place, and without any verdict', async () => {
    const files = {
      ...FILES,
      'b.yaml': CASES,
      'app/c.yaml': CASES.replace('shop/orders', 'shop/order').replace('port: 80 ', 'port: 81 '),
      'app/d.yaml': CASES.replace('expect', 'expects'),
    };
    const { code, out, err } = await zeroTrust('test app/a.yaml b.yaml app/c.yaml app/d.yaml e.yaml', files);
    expect({ code, out }).toEqual({ code: ExitCode.Wrong, out: '' });
    expect(err.split('\n')).toEqual([
      'b.yaml:1:13: `manifests[0]` is `dist/`, and there is no such file or folder; paths are relative to the case file',
      'app/c.yaml:4:23: `cases[0].from.workload` is `shop/order`: no workload of this name is among the manifests; did you mean `shop/orders`?',
      'app/c.yaml:5:41: `cases[0].to.port` is `81`, and Service `shop/payments` has only `80`, `5432`',
      'app/d.yaml:7:14: `cases[0].expects` is no key of this format; known are `id`, `because`, `from`, `to`, `request` and `expect`; did you mean `expect`?',
      'app/d.yaml:3:5: `cases[0]` has no `expect`, which must be there',
      'e.yaml:1:1: there is no such file or folder',
      '',
    ]);
  });

  test('2 on manifests that cannot be read, and no word on the names that they may hold', async () => {
    const { code, err } = await zeroTrust('test b.yaml --manifests none', {
      ...FILES,
      'b.yaml': CASES.replace(/^manifests.*\n/m, ''),
    });
    expect({ code, err }).toEqual({ code: ExitCode.Wrong, err: 'none:1:1: there is no such file or folder\n' });
  });

  test('2, said once, on manifests in the place of a case file', async () => {
    const { code, err } = await zeroTrust('test app/dist/shop.yaml');
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toMatch(
      /^app\/dist\/shop\.yaml:\d+:1: it holds manifests \(`\w+`\), and no cases; .+ `--manifests`.+\n$/,
    );
  });

  test('a port that no manifest names is judged, as a case may show that it is closed', async () => {
    const at = (port: number) =>
      zeroTrust('test app/e.yaml', {
        ...FILES,
        'app/e.yaml': CASES.replaceAll(
          '{ service: shop/payments, port: 80 }',
          `{ workload: shop/payments, port: ${port} }`,
        ),
      });
    expect((await at(8080)).code).toBe(ExitCode.Good);
    expect((await at(8081)).code).not.toBe(ExitCode.Wrong);
  });

  test('an object that a cluster would refuse is said on standard error, once', async () => {
    const odd = `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: odd, namespace: shop }
spec: { action: ALLOW, rules: [{ when: [{ key: request.headers, values: [guest] }] }] }
`;
    const files = { ...FILES, 'app/dist/shop.yaml': `${SHOP}${odd}`, 'app/b.yaml': CASES };
    const { code, err } = await zeroTrust('test app/a.yaml app/b.yaml', files);
    expect(code).toBe(ExitCode.Good);
    expect(err.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^app\/dist\/shop\.yaml:\d+:\d+: a cluster refuses AuthorizationPolicy `odd`, /),
    ]);
    expect((await zeroTrust('test app/a.yaml')).err).toBe('');
  });

  test.each([
    ['test', /missing required argument/],
    ['test app', /app:1:1: it is a folder/],
    ['test app/a.yaml --format sarif', /Allowed choices are text, json, junit/],
    ['test app/a.yaml --manifests none', /none:1:1: there is no such file or folder/],
    ['test app/a.yaml --mesh none.yaml', /none\.yaml:1:1: there is no such file or folder/],
  ])('2 on wrong use: %s', async (line, says) => {
    const read = (path: string) => {
      if (path === 'app') throw Object.assign(new Error(), { code: 'EISDIR' });
      return new TextEncoder().encode((FILES as Record<string, string>)[path]);
    };
    const { code, err } = await zeroTrust(line, FILES, { read });
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toMatch(says);
  });
});

describe('manifests', () => {
  const bare = CASES.replace('manifests: [dist/]\n', '');
  test('come from the command line as well', async () => {
    const files = { 'cases.yaml': bare, 'dist/shop.yaml': SHOP };
    expect((await zeroTrust('test cases.yaml --manifests dist', files)).code).toBe(ExitCode.Good);
    expect((await zeroTrust('test cases.yaml', files)).err).toContain('no workload is among the manifests');
  });

  test('count once when they are given twice, and must not differ', async () => {
    const files = { ...FILES, 'other.yaml': SHOP.replace('methods: [TRACE]', 'methods: [PUT]') };
    expect((await zeroTrust('test app/a.yaml --manifests app/dist', files)).code).toBe(ExitCode.Good);
    const { code, err } = await zeroTrust('test app/a.yaml --manifests other.yaml', files);
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toBe(
      'app/a.yaml:1:1: `manifests` cannot be one mesh: AuthorizationPolicy.security.istio.io `shop/payments-deny` stands in ' +
        'other.yaml, document 7 and, differently, in app/dist/shop.yaml, document 7; give one of them\n',
    );
  });

  test('`mesh` of a case file wins over `--mesh`', async () => {
    const there = { ...FILES, 'mesh.yaml': 'enableAutoMtls: false' };
    // without auto mTLS the caller speaks plaintext, which STRICT refuses
    expect((await zeroTrust('test app/a.yaml --mesh mesh.yaml', there)).code).toBe(ExitCode.Found);
    const own = { ...there, 'app/a.yaml': `mesh: { enableAutoMtls: true }\n${CASES}` };
    expect((await zeroTrust('test app/a.yaml --mesh mesh.yaml', own)).code).toBe(ExitCode.Good);
  });
});

test('`--istio-version` names the version that decides, unless the case file does', async () => {
  const deny = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: no-guests, namespace: shop }
spec: { action: DENY, rules: [{ when: [{ key: 'request.headers[x-role]', values: [guest] }] }] }
`;
  const twice = CASES.replace('path: /charges', 'path: /charges, headers: { x-role: [admin, guest] }');
  const codeOf = async (version: string, mesh = '') => {
    const files = { ...FILES, 'app/dist/deny.yaml': deny, 'app/a.yaml': mesh + twice };
    return (await zeroTrust(`test app/a.yaml --istio-version ${version}`, files)).code;
  };
  expect(await codeOf('1.29.0')).toBe(ExitCode.Good); // joined by a comma, the lines are another value
  expect(await codeOf('1.29.1')).toBe(ExitCode.Found);
  expect(await codeOf('1.29.0', 'mesh: { istioVersion: 1.29.1 }\n')).toBe(ExitCode.Found);
  expect(await codeOf('1.33')).toBe(ExitCode.Wrong);
});

describe('reports', () => {
  test('JSON is the contract', async () => {
    const { out } = await zeroTrust('test app/failing.yaml --format json');
    expect(JSON.parse(out)).toEqual({
      cases: [
        {
          file: 'app/failing.yaml',
          line: 3,
          id: 'charges',
          passed: true,
          expected: { verdict: 'allow' },
          actual: { verdict: 'allow', by: 'shop/payments-allow#0', point: 'sidecar' },
        },
        {
          file: 'app/failing.yaml',
          line: 8,
          id: 'refunds',
          passed: false,
          expected: { verdict: 'allow' },
          actual: { verdict: 'deny', status: 403, layer: 'authorization', point: 'sidecar' },
        },
      ],
      summary: { passed: 1, failed: 1, undecided: 0 },
    });
  });

  test('JUnit counts what failed', async () => {
    const { out } = await zeroTrust('test app/failing.yaml --format junit');
    expect(out).toContain('<testsuite name="app/failing.yaml" tests="2" failures="1" errors="0">');
    expect(out).toContain('name="charges" line="3"/>');
    expect(out).toContain('<failure message="got deny (status 403, layer authorization, point sidecar)">');
  });

  test('go to a file, and are coloured only when somebody looks', async () => {
    const { out, written } = await zeroTrust('test app/a.yaml --output report.txt --color always');
    expect({ out, report: written.get('report.txt') }).toEqual({
      out: '',
      report: '2 passed, 0 failed, 0 undecided, 2 cases in 1 file\n',
    });
    expect((await zeroTrust('test app/failing.yaml --color always')).out).toContain('\u001b[31mfailed\u001b[0m');
    const terminal = { outIsTerminal: true, environment: { NO_COLOR: '1' } };
    expect((await zeroTrust('test app/failing.yaml', FILES, terminal)).out).not.toContain('\u001b');
  });

  test('long work tells people how far it is, and leaves nothing behind', async () => {
    const many = Array.from({ length: 600 }, (_, id) =>
      CASES.split('\n').slice(2, 7).join('\n').replace('charges', `c${id}`),
    );
    const files = { ...FILES, 'app/a.yaml': `manifests: [dist/]\ncases:\n${many.join('\n')}\n` };
    let time = 0;
    const now = () => (time += 600);
    expect((await zeroTrust('test app/a.yaml', files, { now, errIsTerminal: true })).err).toBe(
      '\r\u001b[K512 cases judged…\r\u001b[K',
    );
    expect((await zeroTrust('test app/a.yaml', files, { now })).err).toBe('');
  });
});

describe('--watch', () => {
  test('runs again after a change, outlives a broken file, and ends with 0 on Ctrl-C', async () => {
    const files: Record<string, string> = { ...FILES };
    const changes = [
      () => (files['app/dist/shop.yaml'] = SHOP.replace('methods: [POST]', 'methods: [POST, DELETE]')),
      () => (files['app/a.yaml'] = 'cases: ['),
      () => (files['app/a.yaml'] = FAILING),
    ];
    let looks = 0;
    const wait = () => {
      // two looks after each change: one sees it, one sees that it is over
      if (looks++ % 2 === 1) return Promise.resolve('elapsed' as const);
      const change = changes.shift();
      change?.();
      return Promise.resolve(change === undefined ? ('interrupted' as const) : ('elapsed' as const));
    };
    const { code, out, err } = await zeroTrust('test app/a.yaml --watch', files, { wait });
    expect(code).toBe(ExitCode.Good);
    expect(out.match(/^\d+ passed.*$/gm)).toEqual([
      '2 passed, 0 failed, 0 undecided, 2 cases in 1 file',
      '1 passed, 1 failed, 0 undecided, 2 cases in 1 file',
      '2 passed, 0 failed, 0 undecided, 2 cases in 1 file',
    ]);
    expect(err).toContain('app/a.yaml:1:');
    expect(err).toContain('watching 2 paths; Ctrl-C ends\n');
  });
});
