/**
 * The pipeline of the example `argo-cd-pipeline`, from commit to commit, by the commands that docs/pipeline.md shows.
 * `UPDATE_DOCS=1` writes into the page what came out.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireBuild, ROOT, type Run } from '../cli/real-cli';
import { type CodeBlock, codeBlocks, withBlocks } from '../docs/code-blocks';
import { EXAMPLE, type Fleet, newFleet, textsIn } from './fleet';

const TIMEOUT = 180_000;
const PAGE = join(ROOT, 'docs', 'pipeline.md');
const CASES_WITHOUT_LOAD_TEST = `manifests: [dist/dev/]
mesh: { trustDomain: test.example.com }
cases:
  - id: the-frontend-reads-an-order
    from: { workload: shop/frontend }
    to: { service: shop/orders, port: 80 }
    request: { method: GET, path: /orders/17 }
    expect: allow
`;
const written = (file: string) => readFileSync(join(EXAMPLE, file), 'utf8');

/** The block of the page below this comment. */
function block(comment: string): CodeBlock {
  const found = codeBlocks(readFileSync(PAGE, 'utf8')).find((each) => each.comment === comment);
  if (found === undefined) throw new Error(`the page has no block \`${comment}\``);
  return found;
}

function expectShown(comment: string, text: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const shown = withBlocks(page, new Map([[block(comment), text]]));
  if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, shown);
  expect(readFileSync(PAGE, 'utf8')).toBe(shown);
}

test.each(['clusters.ts', 'main.ts', 'plugin.yaml'])('what the page shows of %s is there', (file) => {
  expect(written(file)).toContain(block(file).text);
});

describe('the pipeline, from commit to commit', () => {
  let fleet: Fleet;
  /** The first files of the environment branch. */
  let first: ReadonlyMap<string, string>;

  beforeAll(() => {
    requireBuild();
    fleet = newFleet(block('tsconfig.json').text);
  });
  afterAll(() => fleet.remove());

  const shown = (comment: string): Run => fleet.sh(block(comment).text);
  const comment = () => readFileSync(join(fleet.folder, 'comment.md'), 'utf8');
  const rendered = () => textsIn(join(fleet.folder, 'dist'));

  it(
    'says that everything is new, and fails until somebody has said so',
    () => {
      expect(shown('the first time')).toMatchObject({ status: 0 });
      expect(comment()).toContain('`argo-cd/` changes');
      expect(fleet.sh('sh pipeline.sh diff').status).toBe(1);
      expect(fleet.environments()).toBeUndefined();
    },
    TIMEOUT,
  );

  it(
    'publishes what is rendered, and nothing else, once',
    () => {
      expect(shown('publish')).toMatchObject({ status: 0, stderr: '' });
      first = fleet.environments() ?? new Map();
      expect(first).toEqual(rendered());
      expect(first.size).toBeGreaterThan(0);
      expectShown('dist', listed([...first.keys()]));
      const published = fleet.git('ls-remote', 'origin', 'environments');
      expect(shown('publish')).toMatchObject({ status: 0, stdout: '`environments` holds this already\n' });
      expect(fleet.git('ls-remote', 'origin', 'environments')).toBe(published);
      fleet.git('fetch', '--quiet', 'origin', 'environments');
      const main = fleet.git('rev-parse', 'HEAD').trim();
      expect(fleet.git('log', '--format=%B', 'FETCH_HEAD').trim()).toBe(`Begin\n\nRendered from ${main}`);
    },
    TIMEOUT,
  );

  it(
    'fails at a change that widens, of which the comment tells',
    () => {
      const [removed = '', added = ''] = block('what changes in main.ts').text.split('\n');
      fleet.edit('main.ts', removed.slice(1), added.slice(1));
      fleet.git('add', 'main.ts');
      const staged = fleet.git('status', '--short');
      expect(shown('a change').status).toBe(1);
      expectShown('comment.md', /^## production\n\n([^]*?)\n\n<details>/m.exec(comment())?.[1] ?? '');
      expect(fleet.git('status', '--short')).toBe(staged);
      expect(fleet.environments()).toEqual(first);
      fleet.git('reset', '--quiet', '--hard');
    },
    TIMEOUT,
  );

  it(
    'fails at a change that refuses calls for a time, as a policy with another name does',
    () => {
      const policy = join(fleet.folder, 'dist/dev/shop/AuthorizationPolicy.orders-allow.k8s.yaml');
      const text = readFileSync(policy, 'utf8');
      writeFileSync(policy, text.replace('name: orders-allow', 'name: orders-routes'));
      expect(fleet.sh('sh pipeline.sh rollout').status).toBe(1);
      expect(comment()).toContain('⛔ outage | shop/orders:8080');
    },
    TIMEOUT,
  );

  it(
    'takes away what left the app, and what somebody committed by hand, once that is merged',
    () => {
      const stray = 'dev/shop/AuthorizationPolicy.open.k8s.yaml';
      commitByHand(stray);
      fleet.edit('clusters.ts', "'1.5.0', replicas: 1, loadTest: true", "'1.5.0', replicas: 1, loadTest: false");
      writeFileSync(join(fleet.folder, 'dev.cases.yaml'), CASES_WITHOUT_LOAD_TEST);
      fleet.commit('No load test in dev');
      expect(shown('a change')).toMatchObject({ status: 0 });
      expect(comment()).toContain('🔒 narrower');
      expect(comment()).not.toContain('`argo-cd/` changes');
      expect(shown('publish')).toMatchObject({ status: 1, stderr: 'this is not what `main` is now; publish that\n' });
      fleet.git('push', '--quiet', 'origin', 'HEAD:main');
      expect(shown('publish')).toMatchObject({ status: 0, stderr: '' });
      const after = fleet.environments() ?? new Map<string, string>();
      expect(after).toEqual(rendered());
      expect([...first.keys()].filter((file) => !after.has(file))).toEqual([
        'dev/shop/AuthorizationPolicy.load-test-allow.k8s.yaml',
        'dev/shop/Deployment.load-test.k8s.yaml',
        'dev/shop/Job.zero-trust-probe-load-test.k8s.yaml',
        'dev/shop/Service.load-test.k8s.yaml',
        'dev/shop/ServiceAccount.load-test.k8s.yaml',
      ]);
      expect([...after].filter(([file, text]) => first.get(file) !== text).map(([file]) => file)).toEqual([
        'dev/shop/AuthorizationPolicy.orders-allow.k8s.yaml',
        // it lists what it does not probe
        'dev/shop/Job.zero-trust-probe-frontend.k8s.yaml',
      ]);
    },
    TIMEOUT,
  );

  it('fails at more than Argo CD reads of an Application, by the name of its folder', () => {
    writeFileSync(join(fleet.folder, 'dist/dev/shop/large.k8s.yaml'), '#'.repeat(10_000_000));
    const { status, stderr } = fleet.sh('sh pipeline.sh check');
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^dist\/dev\/shop\/ has 100\d+ bytes; Argo CD reads 10000000 of an Application\n$/),
    });
  });

  it('knows its steps', () => {
    expect(fleet.sh('sh pipeline.sh deploy')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('`deploy` is no step'),
    });
  });

  it('fails where the environment branch cannot be read, and where nothing is rendered', () => {
    fleet.git('remote', 'set-url', 'origin', '../nowhere.git');
    const unread = fleet.sh('sh pipeline.sh diff');
    expect({ status: unread.status, stderr: unread.stderr }).toEqual({
      status: 1,
      stderr: expect.stringContaining('the branch `environments` was not read, so that nobody can tell what changes'),
    });
    rmSync(join(fleet.folder, 'dist'), { recursive: true });
    for (const step of ['check', 'test', 'diff', 'rollout', 'publish']) {
      expect(fleet.sh(`sh pipeline.sh ${step}`)).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('nothing is rendered yet; run: sh pipeline.sh synth'),
      });
    }
  });

  /** Onto the environment branch, past the pipeline. */
  function commitByHand(file: string): void {
    const policy =
      'apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: open, namespace: shop}';
    fleet.git('fetch', '--quiet', 'origin', 'environments');
    fleet.git('worktree', 'add', '--quiet', '--detach', '../by-hand', 'FETCH_HEAD');
    const copy = join(fleet.folder, '..', 'by-hand');
    writeFileSync(join(copy, file), `${policy}\nspec: {rules: [{}]}\n`);
    fleet.git('-C', copy, 'add', '--all');
    fleet.git('-C', copy, 'commit', '--quiet', '--message', 'By hand');
    fleet.git('-C', copy, 'push', '--quiet', 'origin', 'HEAD:environments');
  }
});

/** Files, and folders of objects once each. */
function listed(files: readonly string[]): string {
  return [...new Set(files.map((file) => file.replace(/^([^/]+\/[^/]+\/).*/, '$1')))].join('\n');
}
