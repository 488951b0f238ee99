import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { cdk8s, filesIn, identityOf, parseManifests, requireBuild, type Run } from './real-cli';

const APP = join(__dirname, 'fixtures', 'two-namespaces');
const TIMEOUT = 60_000;

describe('`cdk8s synth` of two charts with two namespaces', () => {
  let folder: string;

  beforeAll(requireBuild);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'synth-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** The real command, with the list of objects that the app held written beside the output. */
  function synth(outputType: string, ...args: string[]): Run {
    return cdk8s(APP, ['synth', ...args], { OUTPUT_TYPE: outputType, OBJECTS: join(folder, 'objects.json') });
  }

  function objectsIn(): string[] {
    return (JSON.parse(readFileSync(join(folder, 'objects.json'), 'utf8')) as string[]).sort();
  }

  function objectsOut(texts: readonly string[]): string[] {
    return texts.flatMap(parseManifests).map(identityOf).sort();
  }

  it.each([
    ['FILE_PER_APP', ['app.k8s.yaml']],
    ['FILE_PER_CHART', ['shop.k8s.yaml', 'stock.k8s.yaml']],
  ])(
    'writes every object with %s',
    (outputType, names) => {
      const output = join(folder, 'out');
      expect(synth(outputType, '--output', output)).toMatchObject({ status: 0, stderr: '' });
      const files = filesIn(output);
      expect(files.map((file) => relative(output, file))).toEqual(names);
      expect(objectsOut(files.map((file) => readFileSync(file, 'utf8')))).toEqual(objectsIn());
      expect(objectsIn()).toHaveLength(16);
    },
    TIMEOUT,
  );

  it(
    'writes every object with FOLDER_PER_CHART_FILE_PER_RESOURCE, one a file',
    () => {
      const output = join(folder, 'out');
      const run = synth('FOLDER_PER_CHART_FILE_PER_RESOURCE', '--output', output);
      expect(run).toMatchObject({ status: 0, stderr: '' });
      const texts = filesIn(output).map((file) => readFileSync(file, 'utf8'));
      expect(texts.map((text) => parseManifests(text).length)).toEqual(texts.map(() => 1));
      expect(objectsOut(texts)).toEqual(objectsIn());
    },
    TIMEOUT,
  );

  it(
    'refuses FILE_PER_RESOURCE, whose files of two namespaces overwrite each other',
    () => {
      const output = join(folder, 'out');
      const run = synth('FILE_PER_RESOURCE', '--output', output);
      expect(run.status).toBe(1);
      expect(complaints(run)).toMatchInlineSnapshot(`
       [
         "[shop] \`shop/shop/PeerAuthentication\` and \`stock/stock/PeerAuthentication\` are both written to the file \`PeerAuthentication.default\`, and the second overwrites the first; use \`YamlOutputType.FILE_PER_CHART\`, or one chart a namespace with a folder each",
         "[shop] \`shop/shop/AllowNothing\` and \`stock/stock/AllowNothing\` are both written to the file \`AuthorizationPolicy.allow-nothing\`, and the second overwrites the first; use \`YamlOutputType.FILE_PER_CHART\`, or one chart a namespace with a folder each",
         "[shop] \`shop/catalogue\` and \`stock/catalogue\` are both written to the file \`ServiceAccount.catalogue\`, and the second overwrites the first; use \`YamlOutputType.FILE_PER_CHART\`, or one chart a namespace with a folder each",
         "[shop] \`shop/catalogue.allow\` and \`stock/catalogue.allow\` are both written to the file \`AuthorizationPolicy.catalogue-allow\`, and the second overwrites the first; use \`YamlOutputType.FILE_PER_CHART\`, or one chart a namespace with a folder each",
       ]
      `);
      expect(existsSync(output) ? filesIn(output) : []).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    'prints every object with --stdout and FILE_PER_APP',
    () => {
      const run = synth('FILE_PER_APP', '--stdout');
      expect(run).toMatchObject({ status: 0, stderr: '' });
      expect(objectsOut([run.stdout])).toEqual(objectsIn());
    },
    TIMEOUT,
  );

  it.each(['FILE_PER_CHART', 'FOLDER_PER_CHART_FILE_PER_RESOURCE'])(
    'refuses --stdout with %s, where objects run into each other',
    (outputType) => {
      const run = synth(outputType, '--stdout');
      expect(run).toMatchObject({ status: 1, stdout: '' });
      expect(complaints(run)).toEqual([
        '[shop] `cdk8s synth --stdout` prints several files without a separator, which loses an object at each seam; use `new App({ yamlOutputType: YamlOutputType.FILE_PER_APP })`, or synthesize into a folder',
      ]);
    },
    TIMEOUT,
  );

  describe('of an app with a folder of its own in the output', () => {
    const app = 'CDK8S_OUTDIR="$CDK8S_OUTDIR/north" node -r ts-node/register/transpile-only main.ts';

    it(
      'refuses --stdout, as others may write beside it',
      () => {
        const run = synth('FILE_PER_APP', '--stdout', '--app', app);
        expect(run).toMatchObject({ status: 1, stdout: '' });
        expect(complaints(run)).toEqual([
          '[shop] `cdk8s synth --stdout` prints several files without a separator, which loses an object at each seam; use `cdk8s synth --output <folder>`, as this app writes into `north`',
        ]);
      },
      TIMEOUT,
    );

    it(
      'writes it with --output',
      () => {
        const output = join(folder, 'out');
        expect(synth('FILE_PER_APP', '--output', output, '--app', app)).toMatchObject({ status: 0, stderr: '' });
        expect(filesIn(output).map((file) => relative(output, file))).toEqual(['north/app.k8s.yaml']);
      },
      TIMEOUT,
    );
  });
});

/** The lines of the error that name a construct. */
function complaints(run: Run): string[] {
  return run.stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('['));
}
