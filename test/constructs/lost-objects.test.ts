import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { ZeroTrustNamespace } from '../../src';

describe('a folder that is called as that of `cdk8s synth --stdout`', () => {
  const cwd = process.cwd();
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cdk8s-'));
  });
  afterEach(() => {
    process.chdir(cwd);
    rmSync(folder, { recursive: true });
  });

  function synth(outdir: string): () => void {
    const app = new App({ outdir });
    new ZeroTrustNamespace(new Chart(app, 'shop'), 'shop');
    return () => app.synth();
  }

  test('takes one file, and none below it', () => {
    expect(synth(folder)).not.toThrow();
    expect(synth(join(folder, 'north'))).toThrow('as this app writes into `north`');
  });

  test("is somebody else's when the app runs in it", () => {
    process.chdir(folder);
    expect(synth('dist')).not.toThrow();
  });
});
