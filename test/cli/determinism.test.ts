import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { filesIn, parseManifests, requireBuild, run } from './real-cli';

const APP = join(__dirname, 'fixtures', 'two-namespaces');
const TIMEOUT = 60_000;

describe('the same app', () => {
  let folder: string;

  beforeAll(requireBuild);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'determinism-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What a process of its own writes: name and text of each file. */
  function synth(name: string, env: NodeJS.ProcessEnv = {}): [string, string][] {
    const output = join(folder, name);
    const args = ['-r', 'ts-node/register/transpile-only', 'main.ts'];
    expect(run(APP, process.execPath, args, { CDK8S_OUTDIR: output, ...env })).toMatchObject({ status: 0, stderr: '' });
    return filesIn(output).map((file) => [relative(output, file), readFileSync(file, 'utf8')]);
  }

  it(
    'gives the same bytes in each process',
    () => {
      const first = synth('first');
      expect(first.map(([file]) => file)).toEqual(['shop.k8s.yaml', 'stock.k8s.yaml']);
      expect(synth('second')).toEqual(first);
      expect(synth('third')).toEqual(first);
    },
    TIMEOUT,
  );

  it(
    'gives the same policies when a chart is renamed',
    () => {
      const policies = (files: [string, string][]) =>
        files.flatMap(([, text]) => parseManifests(text)).filter(({ apiVersion }) => apiVersion.includes('istio.io'));
      const before = synth('before');
      const after = synth('after', { CHART: 'storefront' });
      expect(after.map(([file]) => file)).toEqual(['stock.k8s.yaml', 'storefront.k8s.yaml']);
      const byText = (objects: unknown[]) => objects.map((object) => JSON.stringify(object)).sort();
      expect(byText(policies(after))).toEqual(byText(policies(before)));
      expect(policies(before).length).toBeGreaterThan(5);
    },
    TIMEOUT,
  );
});
