import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { cdk8s, filesIn, identityOf, parseManifests, requireBuild, ROOT, run } from '../cli/real-cli';

const TIMEOUT = 120_000;
const NAME = 'cdk8s-zero-trust';
const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  peerDependencies: Record<string, string>;
  dependencies: Record<string, string>;
};
const TOOLS = join(ROOT, 'node_modules');
const NEEDED = Object.keys({ ...MANIFEST.peerDependencies, ...MANIFEST.dependencies });
/** What npm puts beside the package in a user's project: its peers, what it depends on, and what those depend on. */
const INSTALLED = NEEDED.flatMap((name) => folders(join(TOOLS, name)));

function folders(folder: string): string[] {
  const { dependencies = {}, bundledDependencies = [] } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as { dependencies?: Record<string, string>; bundledDependencies?: string[] };
  const names = Object.keys(dependencies).filter((name) => !bundledDependencies.includes(name));
  const nested = (name: string) => join(folder, 'node_modules', name);
  return [folder, ...names.flatMap((name) => folders(existsSync(nested(name)) ? nested(name) : join(TOOLS, name)))];
}

describe('the packed package in the project of a user', () => {
  let project: string;
  let packed: string[];

  /** Packs the package and installs it beside its peers, without network and without anything npm has kept. */
  beforeAll(() => {
    requireBuild();
    project = mkdtempSync(join(tmpdir(), 'pack-test-'));
    const cache = join(project, '.npm');
    const npm = (folder: string, ...args: string[]) => {
      const done = run(folder, 'npm', [...args, '--offline', '--ignore-scripts', '--cache', cache]);
      if (done.status !== 0) throw new Error(done.stderr);
      return done.stdout;
    };
    const [tarball] = JSON.parse(npm(ROOT, 'pack', '--json', '--pack-destination', project)) as { filename: string }[];
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'user', version: '1.0.0', private: true }));
    npm(project, 'install', '--install-links', '--no-package-lock', `./${tarball?.filename}`, ...INSTALLED);
    const installed = join(project, 'node_modules', NAME);
    packed = filesIn(installed).map((file) => relative(installed, file));

    for (const file of ['main.ts', 'shop.test.ts']) {
      copyFileSync(join(__dirname, 'fixtures', 'user-app', file), join(project, file));
    }
    // ts-node and TypeScript are the user's development tools: those of this repository stand in for them.
    writeFileSync(
      join(project, 'cdk8s.yaml'),
      `language: typescript\napp: node ${TOOLS}/ts-node/dist/bin.js main.ts\n`,
    );
    writeTsconfig({ module: 'commonjs' });
  }, TIMEOUT);

  afterAll(() => rmSync(project, { recursive: true, force: true }));

  function text(file: string): string {
    return readFileSync(join(project, 'node_modules', NAME, file), 'utf8');
  }

  /** Checks declarations too: a user may not skip that. */
  function writeTsconfig(options: object, ...more: string[]): void {
    const compilerOptions = {
      target: 'ES2022',
      strict: true,
      skipLibCheck: false,
      noEmit: true,
      types: ['node'],
      typeRoots: [join(TOOLS, '@types')],
      ...options,
    };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts', ...more] }));
  }

  it('holds what was compiled, with declarations, and nothing else', () => {
    const outside = packed.filter((file) => !/^(lib|docs)\//.test(file)).sort();
    const allowed = ['CHANGELOG.md', 'NOTICE', 'LICENSE', 'README.md', 'package.json'];
    expect(outside.filter((file) => !allowed.includes(file))).toEqual([]);
    expect(packed).toEqual(expect.arrayContaining(['lib/src/index.js', 'lib/src/index.d.ts', 'LICENSE']));
    expect(packed).toEqual(expect.arrayContaining(['lib/imports/security.istio.io.js']));
    expect(packed).toEqual(expect.arrayContaining(['lib/cli/main.js', 'lib/cli/commands/check.js']));
    // nobody imports the command
    const code = packed.filter(
      (file) => file.startsWith('lib/') && !/^lib\/cli\/(main|commands\/[a-z-]+)\.js$/.test(file),
    );
    expect(code.filter((file) => !/^lib\/(src|imports)\/.*\.(js|js\.map|d\.ts)$/.test(file))).toEqual([]);
    const scripts = code.filter((file) => file.endsWith('.js'));
    expect(scripts.filter((file) => !code.includes(file.replace(/\.js$/, '.d.ts')))).toEqual([]);
    const ours = /(^|[./])(test|tests|fixtures|examples|bench|scripts)([./]|$)/;
    expect([...outside, ...code].filter((file) => ours.test(file))).toEqual([]);
  });

  it('requires nothing but itself, its peers, its dependencies and Node', () => {
    // examples in docstrings import the package by its name, and `import` tries what it wrote
    const known = [
      NAME,
      `${NAME}/engine`,
      ...NEEDED,
      ...builtinModules,
      ...builtinModules.map((name) => `node:${name}`),
    ];
    const strangers = packed
      .filter((file) => /\.(js|d\.ts)$/.test(file))
      .flatMap((file) => importsOf(text(file)).map((name) => ({ file, name })))
      .filter(({ file, name }) =>
        name.startsWith('.')
          ? !['', '.js', '.d.ts', '/index.js'].some((ending) => packed.includes(join(dirname(file), name) + ending))
          : !known.includes(name),
      );
    expect(strangers).toEqual([]);
  });

  it('names no folder of the machine that built it', () => {
    expect(packed.filter((file) => text(file).includes(ROOT))).toEqual([]);
  });

  it('is found by `main`, `types` and `exports`', () => {
    const manifest = JSON.parse(text('package.json')) as {
      main: string;
      types: string;
      exports: { [entry: string]: string | { [condition: string]: string } };
    };
    const entries = Object.values(manifest.exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    );
    for (const file of [manifest.main, manifest.types, ...entries]) expect(packed).toContain(join(file));
    const conditions = Object.values(manifest.exports).filter((entry) => typeof entry !== 'string');
    expect(conditions.map((entry) => Object.keys(entry)[0])).toEqual(conditions.map(() => 'types'));
    const script = `console.log(require.resolve('${NAME}'), require('${NAME}/package.json').name)`;
    const found = run(project, process.execPath, ['-e', script]);
    expect(found.stdout.trim()).toBe(`${join(project, 'node_modules', NAME, manifest.main)} ${NAME}`);
  });

  it('declares nothing internal', () => {
    const declarations = packed.filter((file) => /^lib\/src\/.*\.d\.ts$/.test(file));
    expect(declarations.filter((file) => /@internal/.test(text(file)))).toEqual([]);
    expect(declarations.filter((file) => /^\s+((static|readonly|get|abstract) )*_\w+/m.test(text(file)))).toEqual([]);
  });

  it.each([
    { module: 'commonjs' },
    // knows `typesVersions`, and no `exports`
    { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' },
    { module: 'nodenext' },
    { module: 'nodenext', exactOptionalPropertyTypes: true },
  ])(
    "compiles in a user's project with %j, every declaration included",
    (options) => {
      const declarations = packed.filter((file) => file.endsWith('.d.ts'));
      writeTsconfig(options, ...declarations.map((file) => join('node_modules', NAME, file)));
      const { stdout, stderr } = run(project, process.execPath, [join(TOOLS, 'typescript', 'bin', 'tsc')]);
      writeTsconfig({ module: 'commonjs' });
      // cdk8s-plus-28 itself does not compile under exactOptionalPropertyTypes
      const known = 'exactOptionalPropertyTypes' in options ? /^node_modules\/cdk8s-plus-28\/|^\s|^$/ : /^$/;
      expect(`${stdout}${stderr}`.split('\n').filter((line) => !known.test(line))).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    'brings its matchers into the tests of a user',
    () => {
      writeFileSync(
        join(project, 'jest.config.js'),
        `module.exports = { transform: { '^.+\\\\.ts$': ['${TOOLS}/ts-jest', {}] } };\n`,
      );
      writeTsconfig({ module: 'commonjs', types: ['node', 'jest'], skipLibCheck: true }, 'shop.test.ts');
      const { status, stderr } = run(project, process.execPath, [join(TOOLS, 'jest', 'bin', 'jest.js')]);
      writeTsconfig({ module: 'commonjs' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('1 passed') });
    },
    TIMEOUT,
  );

  it(
    "synthesizes the user's app with the real command",
    () => {
      expect(cdk8s(project, ['synth'])).toMatchObject({ status: 0, stderr: '' });
      const files = filesIn(join(project, 'dist'));
      expect(files.map((file) => relative(project, file))).toEqual(['dist/mesh.k8s.yaml', 'dist/shop.k8s.yaml']);
      const objects = files.flatMap((file) => parseManifests(readFileSync(file, 'utf8')));
      expect(objects.map(identityOf).sort()).toMatchInlineSnapshot(`
       [
         "apps/v1 Deployment shop payments",
         "networking.istio.io/v1 DestinationRule shop payments",
         "security.istio.io/v1 AuthorizationPolicy edge ingress-open",
         "security.istio.io/v1 AuthorizationPolicy istio-system allow-nothing",
         "security.istio.io/v1 AuthorizationPolicy shop allow-nothing",
         "security.istio.io/v1 AuthorizationPolicy shop orders-allow",
         "security.istio.io/v1 AuthorizationPolicy shop payments-allow",
         "security.istio.io/v1 AuthorizationPolicy shop payments-deny",
         "security.istio.io/v1 PeerAuthentication istio-system default",
         "security.istio.io/v1 PeerAuthentication shop default",
         "security.istio.io/v1 PeerAuthentication shop payments",
         "security.istio.io/v1 RequestAuthentication shop payments-jwt",
         "telemetry.istio.io/v1 Telemetry istio-system mesh-default",
         "v1 Namespace  shop",
         "v1 ServiceAccount shop orders",
         "v1 ServiceAccount shop payments",
       ]
      `);
    },
    TIMEOUT,
  );
});

/** The modules that a compiled file asks for. */
function importsOf(code: string): string[] {
  const patterns = [/\brequire\("([^"]+)"\)/g, /\bfrom ['"]([^'"]+)['"]/g, /\bimport\(['"]([^'"]+)['"]\)/g];
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map(([, name]) => name as string));
}
