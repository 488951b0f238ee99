import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeBlocks } from '../docs/code-blocks';
import { cdk8s, requireBuild, ROOT, type Run, run } from '../cli/real-cli';

const TIMEOUT = 180_000;
const NAME = 'cdk8s-zero-trust';
const TOOLS = join(ROOT, 'node_modules');

interface Manifest {
  readonly version: string;
  readonly dependencies?: { readonly [name: string]: string };
  readonly peerDependencies?: { readonly [name: string]: string };
  readonly bundledDependencies?: readonly string[];
}
const manifestIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
const VERSION = manifestIn(ROOT).version;

/** The folders of the package and of all that npm installs with it. */
function withDependencies(folder: string, found: string[] = []): string[] {
  if (found.includes(folder)) return found;
  found.push(folder);
  const { dependencies, peerDependencies, bundledDependencies = [] } = manifestIn(folder);
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    if (bundledDependencies.includes(name)) continue;
    const nested = join(folder, 'node_modules', name);
    withDependencies(existsSync(nested) ? nested : join(TOOLS, name), found);
  }
  return found;
}

/** What cdk8s-cli writes about one validation. */
interface Report {
  readonly violations: readonly {
    readonly ruleName: string;
    readonly violatingConstructs: readonly {
      readonly resourceName: string;
      readonly constructPath?: string;
      readonly manifestPath: string;
      readonly locations: readonly string[];
    }[];
  }[];
  readonly summary: { readonly status: string; readonly metadata: Record<string, string> };
}

describe('the packed package as a validation plugin of the real command', () => {
  let project: string;
  let registry: ChildProcess;
  let address: string;
  const installed = `./plugins/${NAME}/${VERSION}/node_modules/${NAME}`;

  /** Packs the package and what it needs, and serves them from a registry of this machine. */
  beforeAll(async () => {
    requireBuild();
    project = mkdtempSync(join(tmpdir(), 'plugin-test-'));
    const shelf = join(project, 'shelf');
    mkdirSync(shelf);
    const folders = withDependencies(ROOT);
    const args = ['pack', ...folders, '--json', '--ignore-scripts', '--offline', '--pack-destination', shelf];
    const done = run(project, 'npm', [...args, '--cache', join(project, '.npm')]);
    if (done.status !== 0) throw new Error(done.stderr);
    const packed = JSON.parse(done.stdout) as { name: string; version: string; filename: string }[];
    const packages = packed.map((one, index) => ({ ...one, manifest: manifestIn(folders[index] as string) }));
    writeFileSync(join(shelf, 'packages.json'), JSON.stringify(packages));
    registry = spawn(process.execPath, [join(__dirname, 'local-registry.mjs'), shelf], { stdio: 'pipe' });
    address = await new Promise((resolve) => registry.stdout?.once('data', (data) => resolve(String(data).trim())));
    copyFileSync(join(__dirname, 'fixtures', 'validated-app', 'main.js'), join(project, 'main.js'));
    // from the registry; the tests after this one find it in the folder of plugins
    const first = synth(NAME);
    if (first.status !== 0) throw new Error(first.stderr);
  }, TIMEOUT);

  afterAll(() => {
    registry.kill();
    rmSync(project, { recursive: true, force: true });
  });

  function synth(pkg: string, env: NodeJS.ProcessEnv = {}, properties: object = {}): Run & { report?: Report } {
    const validation = { package: pkg, version: VERSION, class: 'ZeroTrustValidation', properties };
    const settings = { language: 'typescript', app: 'node main.js', validations: [validation] };
    writeFileSync(
      join(project, 'cdk8s.yaml'),
      JSON.stringify({ ...settings, pluginsDirectory: join(project, 'plugins') }),
    );
    const file = join(project, 'report.json');
    rmSync(file, { force: true });
    const done = cdk8s(project, ['synth', '--validation-reports-output-file', file], {
      CDK8S: join(TOOLS, 'cdk8s'),
      npm_config_registry: address,
      npm_config_cache: join(project, '.npm'),
      npm_config_audit: 'false',
      ...env,
    });
    if (!existsSync(file)) return done;
    return { ...done, report: (JSON.parse(readFileSync(file, 'utf8')) as { reports: [Report] }).reports[0] };
  }

  it('is installed by its name in npm, once', () => {
    expect(existsSync(join(project, installed, 'package.json'))).toBe(true);
    const again = synth(NAME, { npm_config_registry: 'http://127.0.0.1:1/' });
    expect(again.status).toBe(0);
    expect(again.report?.summary).toMatchObject({ status: 'success', metadata: { Objects: '1', Errors: '0' } });
  });

  it('is found by a path of the project', () => {
    const { status, report } = synth(installed);
    expect(status).toBe(0);
    expect(report?.summary.status).toBe('success');
  });

  it('names the construct, and lets a warning pass', () => {
    const { status, report, stdout } = synth(installed, { OPEN: 'yes' });
    expect(status).toBe(0);
    expect(report?.violations).toMatchObject([
      {
        ruleName: 'warning ZT104: everyone is allowed',
        violatingConstructs: [
          {
            resourceName: 'entry',
            constructPath: 'edge/entry',
            manifestPath: 'dist/edge.k8s.yaml',
            locations: [expect.stringMatching(/^AuthorizationPolicy edge\/entry, spec\.rules\[0\], line 8: /)],
          },
        ],
      },
    ]);
    const page = readFileSync(join(ROOT, 'docs', 'plugin.md'), 'utf8');
    const [shown] = codeBlocks(page).filter(({ language }) => language === 'text');
    // the command colours even what no terminal sees
    expect(stdout.replace(/\u001b\[\d+m/g, '')).toContain(shown?.text);
  });

  it('fails on what the project says', () => {
    expect(synth(installed, { OPEN: 'yes' }, { failOn: 'warning' })).toMatchObject({
      status: 2,
      report: { summary: { status: 'failure' } },
    });
  });

  it('names the right one of two objects that share a name, and no construct where it cannot tell', () => {
    const { status, report } = synth(installed, { TWINS: 'yes' });
    expect(status).toBe(2);
    const [violation, ...others] = report?.violations ?? [];
    expect(others).toEqual([]);
    expect(violation?.ruleName).toMatch(/^error ZT105: /);
    const [construct] = violation?.violatingConstructs ?? [];
    expect(construct).toMatchObject({
      resourceName: 'AuthorizationPolicy stock/same',
      manifestPath: 'dist/stock.k8s.yaml',
    });
    expect(construct?.constructPath).toBeUndefined();
    expect(construct?.locations).toHaveLength(1);
  });

  it('reads the settings of the project', () => {
    const object = { kind: 'AuthorizationPolicy', namespace: 'edge', name: 'entry' };
    const entry = { code: 'ZT104', object, reason: 'the door of the shop' };
    writeFileSync(join(project, 'zero-trust.yaml'), JSON.stringify({ failOn: 'warning', suppress: [entry] }));
    const { status, report } = synth(installed, { OPEN: 'yes' });
    rmSync(join(project, 'zero-trust.yaml'));
    expect(status).toBe(0);
    expect(report?.summary.metadata).toMatchObject({ Warnings: '0', Suppressed: '1' });
  });

  it('ends the synth when it cannot read what it needs', () => {
    const { status, report, stderr } = synth(installed, {}, { failon: 'error', mesh: 7 });
    expect(status).toBe(1);
    expect(report).toBeUndefined();
    expect(stderr).toContain('did you mean `failOn`?');
    expect(stderr).toContain('`mesh` `7` is not accepted; expected text');
    expect(synth(installed, {}, { mesh: 'gone.yaml' }).stderr).toContain('gone.yaml:1:1: ');
  });
});
