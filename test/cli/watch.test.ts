/** The real command, watching real files. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SHOP } from '../jest/shop';
import { requireBuild, ROOT } from './real-cli';

const CASES = `manifests: [dist]
cases:
  - id: charges
    from: { workload: shop/orders }
    to: { service: shop/payments, port: 80 }
    request: { method: POST, path: /charges }
    expect: allow
`;

test('a synth that removes the folder and writes it anew leads to another run, and Ctrl-C ends with 0', async () => {
  requireBuild();
  const folder = mkdtempSync(join(tmpdir(), 'watch-test-'));
  const synth = (text: string) => {
    rmSync(join(folder, 'dist'), { recursive: true, force: true });
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist', 'shop.yaml'), text);
  };
  synth(SHOP);
  writeFileSync(join(folder, 'cases.yaml'), CASES);
  const child = spawn(process.execPath, [join(ROOT, 'lib/cli/main.js'), 'test', 'cases.yaml', '--watch'], {
    cwd: folder,
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal })));
  await until(() => out.includes('1 passed') && err.includes('Ctrl-C ends'));
  synth(SHOP.replace('methods: [POST]', 'methods: [PUT]'));
  await until(() => out.includes('1 failed') && err.split('Ctrl-C ends').length > 2);
  child.kill('SIGINT');
  expect(await ended).toEqual({ code: 0, signal: null });
  rmSync(folder, { recursive: true });
}, 60_000);
