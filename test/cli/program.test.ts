import * as check from '../../src/cli/commands/check';
import * as explain from '../../src/cli/commands/explain';
import { ExitCode } from '../../src/cli/exit-code';
import type { Io } from '../../src/cli/io';
import { runProgram } from '../../src/cli/program';
import { fakeIo } from './fake-io';
import { NO_COMMANDS } from './no-commands';

const OPEN = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: open, namespace: shop}
spec:
  rules:
    - {}
`;
const BAD = OPEN.replace('- {}', '- from: [{source: {principals: ["spiffe://a/ns/b/sa/c"]}}]');
const CLOSED = OPEN.replace(/ {2}rules[^]*/, '  {}\n');

const zeroTrust = async (line: string, files: Record<string, string | Uint8Array> = {}, world: Partial<Io> = {}) => {
  const io = fakeIo(files, world);
  const code = await runProgram(line.split(' '), io, {
    ...NO_COMMANDS,
    check: () => Promise.resolve(check),
    explain: () => Promise.resolve(explain),
  });
  return { code, ...io.printed, written: io.written };
};

describe('exit codes', () => {
  test('0 when nothing is found', async () => {
    expect(await zeroTrust('check a.yaml', { 'a.yaml': CLOSED })).toMatchObject({ code: ExitCode.Good, err: '' });
  });

  test('1 when something is found that is bad enough', async () => {
    expect((await zeroTrust('check a.yaml', { 'a.yaml': BAD })).code).toBe(ExitCode.Found);
    expect((await zeroTrust('check a.yaml', { 'a.yaml': OPEN })).code).toBe(ExitCode.Good);
    expect((await zeroTrust('check a.yaml --fail-on warning', { 'a.yaml': OPEN })).code).toBe(ExitCode.Found);
  });

  test('2 when input cannot be read, with every place', async () => {
    const { code, out, err } = await zeroTrust('check a.yaml b.yaml c.yaml', {
      'a.yaml': 'kind: A\nkind: B\n---\n\tx: 1\n',
      'b.yaml': new Uint8Array([0x61, 0x3a, 0x20, 0xff]),
    });
    expect(code).toBe(ExitCode.Wrong);
    expect(out).toBe('');
    expect(err.split('\n')).toEqual([
      'b.yaml:1:4: byte `0xff` is not UTF-8; save the file as UTF-8',
      'c.yaml:1:1: there is no such file or folder',
      'a.yaml:2:1: key `kind` stands twice in one mapping',
      'a.yaml:4:1: a tab indents this line; YAML takes only spaces',
      '',
    ]);
  });

  test.each([
    ['check', /missing required argument/],
    ['check a.yaml --format xml', /Allowed choices are text, json, sarif, markdown, junit/],
    ['check a.yaml --nonsense', /unknown option '--nonsense'/],
    ['nonsense', /unknown command 'nonsense'/],
    ['check a.yaml --baseline none.json', /baseline `none\.json` was not read: there is no such file/],
    ['check a.yaml --baseline a.yaml', /baseline `a\.yaml`: not JSON/],
  ])('2 on wrong use: %s', async (line, says) => {
    const { code, err } = await zeroTrust(line, { 'a.yaml': OPEN });
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toMatch(says);
  });

  test('2 on a fault of ours, without a stack trace', async () => {
    const version = () => {
      throw new Error('boom\n  at somewhere');
    };
    const { code, err } = await zeroTrust('check a.yaml', { 'a.yaml': OPEN }, { version });
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toBe('zero-trust failed: boom\nthis is a fault of zero-trust; please report it\n');
  });
});

test('--help and --version are no failures', async () => {
  expect(await zeroTrust('--version')).toMatchObject({ code: 0, out: '1.2.3\n' });
  const help = await zeroTrust('check --help');
  expect(help.code).toBe(0);
  for (const option of ['--format', '--fail-on', '--strict', '--config', '--mesh', '--baseline', '--output', '--color'])
    expect(help.out).toContain(option);
});

test('folders are read with all below them, by name, and only files of manifests', async () => {
  const { out } = await zeroTrust('check f --format json', {
    'f/b.yml': BAD,
    'f/a/z.yaml': BAD,
    'f/a/c.json': JSON.stringify({ kind: 'X' }),
    'f/README.md': '# no manifest',
  });
  const report = JSON.parse(out) as { findings: { location: { file: string } }[]; summary: object };
  expect(report.findings.map(({ location }) => location.file)).toEqual(['f/a/c.json', 'f/a/z.yaml', 'f/b.yml']);
  expect(report.summary).toMatchObject({ documents: 3, objects: 3, error: 3 });
});

test('a file that is named is read, whatever its name', async () => {
  expect((await zeroTrust('check manifests.txt', { 'manifests.txt': BAD })).code).toBe(ExitCode.Found);
});

test('- is standard input', async () => {
  const { code, out } = await zeroTrust('check -', { '-': BAD });
  expect(code).toBe(ExitCode.Found);
  expect(out).toContain('--> -:6:');
});

test('a file or an input that is too large is refused before it is read', async () => {
  const read = () => {
    throw new Error('was read');
  };
  const size = 50 * 1024 * 1024;
  const stat = (path: string) => {
    if (path !== 'big.yaml') throw new Error('is not there');
    return { kind: 'file' as const, size, modified: 0 };
  };
  const file = await zeroTrust('check big.yaml', {}, { stat, read });
  expect(file).toMatchObject({ code: 2, err: 'big.yaml:1:1: it has more than 32 MiB; split it\n' });
  const input = await zeroTrust('check -', {}, { input: () => Promise.resolve(undefined) });
  expect(input).toMatchObject({ code: 2, err: '-:1:1: it has more than 32 MiB; split it\n' });
});

test('a file that several paths and links lead to is read once', async () => {
  const files = { 'f/a.yaml': OPEN, 'f/link.yaml': OPEN };
  const links: Partial<Io> = { realPath: (path) => path.replace('link', 'a').replace(/^\.\//, '') };
  expect((await zeroTrust('check f f/a.yaml', files, links)).out).toContain(' 1 object in 1 document,');
  expect((await zeroTrust('check f f/a.yaml', files)).out).toContain(' 2 objects in 2 documents,');
});

test('a pipe is read when it is named, and refused where it would be waited for without end', async () => {
  const world = { 'f/a.yaml': OPEN, pipe: OPEN };
  const { stat } = fakeIo(world);
  const streams: Partial<Io> = { stat: (path) => (/pipe|a\.yaml/.test(path) ? { kind: 'stream' } : stat(path)) };
  expect((await zeroTrust('check pipe', world, streams)).code).toBe(ExitCode.Good);
  const inFolder = await zeroTrust('check f', world, streams);
  expect(inFolder).toMatchObject({ code: 2, err: 'f/a.yaml:1:1: it is neither a file nor a folder\n' });
});

test('a baseline holds what there was, and lets only what is new fail', async () => {
  const bad = BAD.replace('name: open', 'name: bad');
  const files = { 'a.yaml': `${bad}---\n${OPEN}` };
  const first = await zeroTrust('check a.yaml --write-baseline b.json', files);
  expect(first.code).toBe(ExitCode.Good);
  const baseline = first.written.get('b.json') ?? '';
  expect(baseline).toBe(`{
  "version": 1,
  "findings": [
    {"code":"ZT105","object":"AuthorizationPolicy.security.istio.io shop/bad","field":"spec.rules[0].from[0].source.principals[0]"},
    {"code":"ZT104","object":"AuthorizationPolicy.security.istio.io shop/open","field":"spec.rules[0]"}
  ]
}
`);
  const again = await zeroTrust('check a.yaml --baseline b.json', { ...files, 'b.json': baseline });
  expect(again.out).toContain('no findings: 2 objects in 2 documents, 2 in the baseline, 0 undecided');
  const worse = await zeroTrust('check a.yaml --baseline b.json', {
    'a.yaml': `${files['a.yaml']}---\n${bad}`,
    'b.json': baseline,
  });
  expect(worse.code).toBe(ExitCode.Found);
  const better = await zeroTrust('check a.yaml --baseline b.json', { 'a.yaml': OPEN, 'b.json': baseline });
  expect(better.code).toBe(ExitCode.Good);
  expect(better.out).toMatch(/info ZT804 {2}`ZT105` of AuthorizationPolicy.* is gone/);
});

test('--output writes the report to a file, without colour', async () => {
  const { out, written } = await zeroTrust(
    'check a.yaml --output r.txt --color always',
    { 'a.yaml': OPEN },
    { outIsTerminal: true },
  );
  expect(out).toBe('');
  expect(written.get('r.txt')).toMatch(/^warning ZT104/);
});

test('colour is for terminals that want it', async () => {
  const files = { 'a.yaml': OPEN };
  const colored = async (line: string, world: Partial<Io>) =>
    (await zeroTrust(line, files, world)).out.includes('\u001b');
  expect(await colored('check a.yaml', { outIsTerminal: true })).toBe(true);
  expect(await colored('check a.yaml', {})).toBe(false);
  expect(await colored('check a.yaml', { outIsTerminal: true, environment: { NO_COLOR: '1' } })).toBe(false);
  expect(await colored('check a.yaml --color always', { environment: { NO_COLOR: '1' } })).toBe(true);
  expect(await colored('check a.yaml --color never', { outIsTerminal: true })).toBe(false);
  expect(await colored('check a.yaml --format json --color always', {})).toBe(false);
});

test('suppressions end by the day of the run', async () => {
  const text = OPEN.replace(
    'namespace: shop',
    "namespace: shop, annotations: {cdk8s-zero-trust/suppress: 'ZT104 until 2030-01-30: x'}",
  );
  expect((await zeroTrust('check a.yaml', { 'a.yaml': text })).out).toMatch(/error ZT802/);
});

describe('--mesh', () => {
  const files = { 'a.yaml': OPEN, 'mesh.yaml': 'rootNamespace: mesh\n', 'bad.yaml': 'trustDomain: 7\n' };

  test('what the mesh says is no assumption any more', async () => {
    expect((await zeroTrust('check a.yaml', files)).out).toContain('assumed: the root namespace is `istio-system`');
    expect((await zeroTrust('check a.yaml --mesh mesh.yaml', files)).out).not.toContain('root namespace');
  });

  test('a policy in the real root namespace speaks for every namespace', async () => {
    const deny = OPEN.replace('{name: open, namespace: shop}', '{name: stop, namespace: mesh}').replace(
      'spec:',
      'spec:\n  action: DENY',
    );
    const both = { ...files, 'deny.yaml': deny };
    expect((await zeroTrust('check a.yaml deny.yaml --mesh mesh.yaml', both)).out).toMatch(/ ZT103 /);
    expect((await zeroTrust('check a.yaml deny.yaml', both)).out).not.toMatch(/ ZT103 /);
  });

  test('is refused with everything else that is wrong', async () => {
    const { code, err } = await zeroTrust('check none.yaml --mesh bad.yaml', files);
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toBe(
      'none.yaml:1:1: there is no such file or folder\nbad.yaml:1:14: `trustDomain` `7` is not accepted; expected text; quote it: "7"\n',
    );
    expect((await zeroTrust('check a.yaml --mesh gone.yaml', files)).err).toBe(
      'gone.yaml:1:1: there is no such file or folder\n',
    );
  });
});

describe('zero-trust.yaml', () => {
  const entry = `suppress: [{code: ZT104, reason: meant, object: {kind: AuthorizationPolicy, namespace: shop, name: open}}]\n`;

  test('is found in the working directory, and is no manifest', async () => {
    const files = {
      'f/a.yaml': OPEN,
      'f/mesh.yaml': 'trustDomain: a\n',
      'zero-trust.yaml': `${entry}mesh: f/mesh.yaml\n`,
    };
    const { code, out } = await zeroTrust('check f --fail-on info', files);
    expect(code).toBe(ExitCode.Good);
    expect(out).toContain('suppressed ZT104  AuthorizationPolicy shop/open: meant');
    expect(out).toContain('no findings: 1 object in 1 document, 1 suppressed, 0 undecided');
    expect(out).not.toContain('root namespace');
  });

  test('may stand elsewhere', async () => {
    const { out } = await zeroTrust('check a.yaml --config ci/checks.yaml', {
      'a.yaml': OPEN,
      'ci/checks.yaml': entry,
    });
    expect(out).toContain('1 suppressed');
  });

  test('says from which severity on a run fails, unless the command line does', async () => {
    const files = { 'a.yaml': OPEN, 'zero-trust.yaml': 'failOn: warning\n' };
    expect((await zeroTrust('check a.yaml', files)).code).toBe(ExitCode.Found);
    expect((await zeroTrust('check a.yaml --fail-on error', files)).code).toBe(ExitCode.Good);
  });

  test('an entry without use is a finding in that file', async () => {
    const { out } = await zeroTrust('check a.yaml', { 'a.yaml': CLOSED, 'zero-trust.yaml': entry });
    expect(out).toMatch(
      /^warning ZT801 {2}`AuthorizationPolicy shop\/open` has no finding `ZT104`.*\n +--> zero-trust.yaml:1:12/,
    );
  });

  test('what is wrong with it is told with all else that is wrong', async () => {
    const files = { 'a.yaml': 'a: [', 'zero-trust.yaml': 'supress: []\n', 'm.yaml': 'trustDomain: []' };
    const { code, err } = await zeroTrust('check a.yaml --mesh m.yaml', files);
    expect(code).toBe(ExitCode.Wrong);
    expect(err.split('\n').map((line) => line.split(':')[0])).toEqual(['zero-trust.yaml', 'a.yaml', 'm.yaml', '']);
    expect(err).toContain('did you mean `suppress`?');
  });
});
