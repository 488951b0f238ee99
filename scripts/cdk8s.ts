/** The real `cdk8s` command, as a user runs it. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** The folder of the package. */
export const ROOT = join(__dirname, '..');

/** Runs `cdk8s` in a folder and returns what it printed. Fails with its output if it fails. */
export function runCdk8s(args: readonly string[], folder: string): string {
  const command = join(ROOT, 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s');
  return execFileSync(process.execPath, [command, ...args], {
    cwd: folder,
    env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  });
}
