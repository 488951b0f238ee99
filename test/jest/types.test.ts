/** The matchers are typed under the declarations of hosts that this repository does not run itself. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../..');
const MODULES = join(ROOT, 'node_modules');

/** Right uses, and wrong ones that must be errors. */
const USES = `
const call = { from: { workload: 'a/b' }, to: { service: 'a/c', port: 80 }, request: { path: '/' } };
expect('').toAllow(call);
expect('').not.toAllow(call);
expect('').toDeny(call, { by: 'a/d#0', layer: 'authorization', status: 403 });
expect(withMesh('', { trustDomain: 'x' })).toDeny({ from: {}, to: { workload: 'a/b', port: 1 } });
expect('').toHaveNoFindings();
expect('').not.toHaveNoFindings({ failOn: 'warning' });
// @ts-expect-error -- no such severity
expect('').toHaveNoFindings({ failOn: 'fatal' });
// @ts-expect-error -- no port
expect('').toAllow({ from: {}, to: { workload: 'a/b' } });
// @ts-expect-error -- no such layer
expect('').toDeny(call, { layer: 'tls' });
// @ts-expect-error -- no such setting
withMesh('', { trustDomian: 'x' });
// @ts-expect-error -- a matcher that nobody has
expect('').toAllowAll(call);
`;

interface Host {
  readonly program: string;
  readonly types: readonly string[];
  readonly paths: Readonly<Record<string, readonly string[]>>;
}

const HOSTS: Readonly<Record<string, Host>> = {
  'jest 29, global `expect`': { program: '', types: ['jest-29'], paths: { expect: [join(MODULES, 'expect-29')] } },
  'jest 29, imported `expect`': {
    program: "import { expect } from 'expect';",
    types: [],
    paths: { expect: [join(MODULES, 'expect-29')] },
  },
  // `vitest` hands on what `@vitest/expect` declares, with the same words as here
  vitest: {
    program: "import type { ExpectStatic } from 'vitest';\ndeclare const expect: ExpectStatic;",
    types: ['chai'],
    paths: { vitest: ['FOLDER/vitest.d.ts'], '@vitest/expect': [join(MODULES, '@vitest/expect/dist/index.d.ts')] },
  },
};
const parsed = new Map<string, ts.SourceFile>();
const VITEST = "export { Assertion, ExpectStatic, Matchers } from '@vitest/expect';\n";

test.each(Object.entries(HOSTS))(
  '%s',
  (_, { program, types, paths }) => {
    const folder = mkdtempSync(join(tmpdir(), 'types-test-'));
    try {
      writeFileSync(join(folder, 'vitest.d.ts'), VITEST);
      writeFileSync(join(folder, 'main.ts'), `import { withMesh } from 'cdk8s-zero-trust/jest';\n${program}\n${USES}`);
      const own = { 'cdk8s-zero-trust/jest': [join(ROOT, 'src/jest')], ...paths };
      expect(errorsIn(folder, types, own)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  120_000,
);

function errorsIn(folder: string, types: readonly string[], paths: Host['paths']): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    noEmit: true,
    // the declarations of the hosts have errors of their own
    skipLibCheck: true,
    types: ['node', ...types],
    typeRoots: [join(MODULES, '@types')],
    paths: Object.fromEntries(
      Object.entries(paths).map(([name, files]) => [name, files.map((file) => file.replace('FOLDER', folder))]),
    ),
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (file, ...rest) => {
    // most files are the same for every host, and are parsed once
    const known = file.startsWith(folder) ? undefined : parsed.get(file);
    const source = known ?? getSourceFile(file, ...rest);
    if (source !== undefined) parsed.set(file, source);
    return source;
  };
  return ts
    .getPreEmitDiagnostics(ts.createProgram([join(folder, 'main.ts')], options, host))
    .map(({ file: at, messageText }) => `${at?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
}
