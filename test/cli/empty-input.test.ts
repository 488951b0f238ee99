import * as argo from '../../src/cli/commands/argo';
import * as check from '../../src/cli/commands/check';
import * as diff from '../../src/cli/commands/diff';
import * as explain from '../../src/cli/commands/explain';
import * as importCommand from '../../src/cli/commands/import';
import * as prove from '../../src/cli/commands/prove';
import * as reach from '../../src/cli/commands/reach';
import * as rollout from '../../src/cli/commands/rollout';
import * as testCommand from '../../src/cli/commands/test';
import { ExitCode } from '../../src/cli/exit-code';
import type { Io } from '../../src/cli/io';
import { runProgram } from '../../src/cli/program';
import { SHOP } from '../jest/shop';
import { fakeIo } from './fake-io';
import { NO_COMMANDS } from './no-commands';

const CASE = `cases:
  - { id: a, from: { workload: shop/orders }, to: { workload: shop/payments, port: 8080 }, expect: deny }
`;
const FILES: Record<string, string> = {
  'shop.yaml': SHOP,
  'dist/shop.yaml': SHOP,
  'out/readme.md': 'no manifest',
  'out/below/notes.txt': 'nor this',
  'settings/mesh.yaml': 'trustDomain: cluster.local',
  'comments.yaml': '# rendered by a chart that is switched off\n---\n',
  'package.json': '{ "name": "shop" }',
  'none.json': '{ "apiVersion": "v1", "kind": "List", "items": [] }',
  'map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: shop }\n',
  'i.yaml': 'invariants: [{ name: closed, noOpenWorkload: }]',
  'a.cases.yaml': CASE,
  'b.cases.yaml': `manifests: [shop.yaml]\n${CASE}`,
  'c.cases.yaml': `manifests: [shop.yaml, out]\n${CASE}`,
};

const zeroTrust = async (line: string, world: Partial<Io> = {}) => {
  const io = fakeIo(FILES, world);
  const code = await runProgram(line.split(' '), io, {
    ...NO_COMMANDS,
    argo: () => Promise.resolve(argo),
    check: () => Promise.resolve(check),
    diff: () => Promise.resolve(diff),
    explain: () => Promise.resolve(explain),
    import: () => Promise.resolve(importCommand),
    prove: () => Promise.resolve(prove),
    reach: () => Promise.resolve(reach),
    rollout: () => Promise.resolve(rollout),
    test: () => Promise.resolve(testCommand),
  });
  return { code, ...io.printed };
};

const NO_FILES = '1:1: it holds no file `.yaml`, `.yml` or `.json`; is it the right folder?\n';
const NO_OBJECT =
  'no object of Kubernetes; is it the right path, and was it written? An empty `List` says that there is none\n';

/** What every command does with manifests that it is to judge. */
const JUDGED = [
  'check PATH',
  'check PATH --format json',
  'reach PATH',
  'prove PATH --invariants i.yaml',
  'explain PATH --from shop/orders --to shop/payments --port 8080',
  'import PATH',
  'diff shop.yaml PATH',
  'diff PATH PATH',
  'rollout shop.yaml PATH',
  'rollout PATH --delete',
  'test a.cases.yaml --manifests PATH',
  'argo project PATH --name shop --repository https://git.example.com/shop.git --cluster production',
];

describe('where there is nothing to judge, a command ends with 2', () => {
  test.each(JUDGED)('%s', async (line) => {
    const on = (path: string) => zeroTrust(line.replaceAll('PATH', path));
    const wrong = { code: ExitCode.Wrong, out: '' };
    expect(await on('out')).toEqual({ ...wrong, err: `out:${NO_FILES}` });
    expect(await on('comments.yaml')).toEqual({ ...wrong, err: `comments.yaml:1:1: it holds ${NO_OBJECT}` });
    expect(await on('package.json')).toEqual({ ...wrong, err: `package.json:1:1: it holds ${NO_OBJECT}` });
    expect((await on('dist')).err).not.toContain('it holds');
  });

  test('a folder of which all is settings', async () => {
    const { code, err } = await zeroTrust('check settings --mesh settings/mesh.yaml');
    expect({ code, err }).toEqual({ code: ExitCode.Wrong, err: `settings:${NO_FILES}` });
  });

  test('one folder of several, also of those that a case file names', async () => {
    expect(await zeroTrust('check dist out')).toMatchObject({ code: ExitCode.Wrong, err: `out:${NO_FILES}` });
    expect(await zeroTrust('test c.cases.yaml')).toMatchObject({ code: ExitCode.Wrong, err: `out:${NO_FILES}` });
    expect((await zeroTrust('test b.cases.yaml')).code).toBe(ExitCode.Good);
    expect((await zeroTrust('test b.cases.yaml --manifests comments.yaml')).code).toBe(ExitCode.Wrong);
  });

  test('standard input into which nothing was written', async () => {
    const nothing = { input: () => Promise.resolve(new Uint8Array()) };
    expect(await zeroTrust('check -', nothing)).toMatchObject({
      code: ExitCode.Wrong,
      err: `-:1:1: it holds ${NO_OBJECT}`,
    });
  });

  test('several files, none of which holds an object', async () => {
    const { code, err } = await zeroTrust('check comments.yaml package.json');
    expect(code).toBe(ExitCode.Wrong);
    expect(err).toContain('comments.yaml:1:1: it and the other files given (1) hold no object of Kubernetes');
  });
});

describe('something is there to judge', () => {
  test.each(['none.json', 'map.yaml', 'dist dist/shop.yaml', 'dist/shop.yaml dist', 'comments.yaml dist'])(
    'in %s',
    async (paths) => {
      expect(await zeroTrust(`check ${paths} --fail-on error`)).toMatchObject({ code: ExitCode.Good, err: '' });
      expect(await zeroTrust(`reach ${paths}`)).toMatchObject({ code: ExitCode.Good, err: '' });
    },
  );

  test('before a first install nothing need be there', async () => {
    for (const before of ['out', 'comments.yaml', 'none.json']) {
      expect(await zeroTrust(`diff ${before} shop.yaml`)).toMatchObject({ code: ExitCode.Found, err: '' });
      expect(await zeroTrust(`rollout ${before} shop.yaml`)).toMatchObject({ err: '' });
    }
  });

  test('at a later revision what was there may have been removed, and nothing at both is refused', async () => {
    const encode = (text: string) => new TextEncoder().encode(text);
    const git =
      (trees: Readonly<Record<string, string>>): Io['git'] =>
      ([command, ...rest]) => {
        const answer = (out: string) => ({ code: 0, out: encode(out), err: '' });
        if (command === 'rev-parse') return answer(`${rest.at(-1)?.replace('^{commit}', '') ?? ''}\n`);
        if (command === 'ls-tree') return answer(`100644 blob a1\t${trees[rest[2] ?? ''] ?? ''}\0`);
        return answer(`a1 blob ${encode(SHOP).length}\n${SHOP}\n`);
      };
    const asked = (trees: Readonly<Record<string, string>>) =>
      zeroTrust('diff --git old..new dist', { git: git(trees) });
    const [some, none] = ['dist/shop.yaml', 'dist/readme.md'];
    expect((await asked({ old: some, new: none })).out).toMatch(/^narrower /);
    expect((await asked({ old: none, new: some })).out).toMatch(/^wider /);
    expect(await asked({ old: none, new: none })).toMatchObject({
      code: ExitCode.Wrong,
      err: 'dist: it holds no file `.yaml`, `.yml` or `.json`; is it the right folder?\n',
    });
  });
});
