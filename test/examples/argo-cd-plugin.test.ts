/** The plugin of the example `argo-cd-pipeline`, run as the repo server of Argo CD runs it. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Chart, Testing } from 'cdk8s';
import { parse } from 'yaml';
import { addCharts } from '../../examples/argo-cd-pipeline/main';
import { identityOf, type Manifest, parseManifests, requireBuild, type Run, run } from '../cli/real-cli';
import { EXAMPLE, type Fleet, newFleet } from './fleet';

const TIMEOUT = 120_000;
const { spec } = parse(readFileSync(join(EXAMPLE, 'plugin.yaml'), 'utf8')) as {
  readonly spec: { readonly [name in 'init' | 'generate']: { readonly command: string[]; readonly args?: string[] } };
};
const TSCONFIG = '{"compilerOptions": {"target": "ES2022", "module": "nodenext", "types": ["node"]}}';

let fleet: Fleet;
let sources: string;

beforeAll(() => {
  requireBuild();
  fleet = newFleet(TSCONFIG);
  sources = mkdtempSync(join(tmpdir(), 'plugin-test-'));
  cpSync(fleet.folder, sources, { recursive: true, filter: (path) => !/\/(node_modules|\.git)$/.test(path) });
});
afterAll(() => {
  fleet.remove();
  rmSync(sources, { recursive: true, force: true });
});

/** In the folder of the Application, with the environment of the sidecar, and no home that could be written to. */
function call(phase: 'init' | 'generate', folder = ''): Run {
  const [command = '', ...args] = [...spec[phase].command, ...(spec[phase].args ?? [])];
  return run(sources, command, args, {
    HOME: '/dev/null',
    NODE_MODULES: join(fleet.folder, 'node_modules'),
    TS_NODE_TRANSPILE_ONLY: 'true',
    ...(folder === '' ? {} : { ARGOCD_ENV_FOLDER: folder }),
  });
}

test('it links the packages that its image brings', () => {
  expect(call('init')).toMatchObject({ status: 0, stderr: '' });
});

test(
  'it prints every object of the folder, and nothing else',
  () => {
    const { status, stdout } = call('generate', 'production/shop');
    expect(status).toBe(0);
    const app = new App({ outdir: sources });
    addCharts(app, 'production');
    const shop = app.charts.find((chart) => chart.node.id === 'shop') as Chart;
    const byIdentity = (objects: readonly Manifest[]) => new Map(objects.map((object) => [identityOf(object), object]));
    const printed = parseManifests(stdout);
    expect(byIdentity(printed)).toEqual(byIdentity(Testing.synth(shop) as Manifest[]));
    expect(stdout.match(/^---$/gm)).toHaveLength(printed.length);
  },
  TIMEOUT,
);

test.each([
  ['no folder is named', '', 'names what to render'],
  ['the folder has no manifests', 'production/mesh', 'production/mesh'],
])(
  'it fails, and prints nothing, where %s',
  (_, folder, reason) => {
    const { status, stdout, stderr } = call('generate', folder);
    expect({ fails: status !== 0, stdout }).toEqual({ fails: true, stdout: '' });
    expect(stderr).toContain(reason);
  },
  TIMEOUT,
);

test(
  'it fails, and prints nothing, where the app fails',
  () => {
    writeFileSync(join(sources, 'main.ts'), "throw new Error('this app is broken');\n");
    const { status, stdout, stderr } = call('generate', 'production/shop');
    expect({ fails: status !== 0, stdout }).toEqual({ fails: true, stdout: '' });
    expect(stderr).toContain('this app is broken');
  },
  TIMEOUT,
);
