/** The script of a probe, run by a real shell, with a `curl` that answers as it is told, and a `sleep` that returns. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { ProbeCall } from '../../src/argo/probe';
import { probeScript, shellWord } from '../../src/argo/probe-script';

/** What curl comes back with. */
export interface Answer {
  readonly exit?: number;
  readonly status?: string;
  readonly body?: string;
}

export interface ProbeRun {
  readonly code: number | null;
  readonly out: string;
  /** the words that curl was called with, call by call */
  readonly sent: readonly (readonly string[])[];
}

/** A call of GET, unless said otherwise. */
export function callOf(id: string, expect: ProbeCall['expect'], more: Partial<ProbeCall> = {}): ProbeCall {
  return { id, expect, target: 'orders.shop.svc:80', method: 'GET', path: `/${id}`, headers: [], ...more };
}

/** Runs the calls; each path has its answers, of which the last one stays. */
export async function runProbe(
  calls: readonly ProbeCall[],
  answers: Readonly<Record<string, readonly Answer[]>>,
): Promise<ProbeRun> {
  return inFolder(async (folder) => {
    writeFileSync(join(folder, 'sent'), '');
    program(join(folder, 'curl'), curlThatAnswers(answers, folder));
    const { code, out } = await shell(probeScript(calls), folder);
    const sent = readFileSync(join(folder, 'sent'), 'utf8').split('\0\n').slice(0, -1);
    return { code, out, sent: sent.map((words) => words.split('\0')) };
  });
}

/** Runs the script with what `curl` there is, and without waiting. */
export async function runWithCurl(calls: readonly ProbeCall[]): Promise<{ code: number | null; out: string }> {
  return inFolder((folder) => shell(probeScript(calls), folder));
}

/** In a folder whose `sleep` returns at once. */
async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'probe-'));
  try {
    program(join(folder, 'sleep'), '#!/bin/sh\n');
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A shell script: it starts faster than Node, and is started often. */
function curlThatAnswers(answers: Readonly<Record<string, readonly Answer[]>>, folder: string): string {
  const paths = Object.entries(answers).map(([path, list], key) => {
    list.forEach(({ exit = 0, status = '000', body = '' }, time) => {
      const text = `${body}\n${exit} ${status} ${Buffer.byteLength(body)}`;
      writeFileSync(join(folder, `answer-${key}-${time}`), text);
    });
    return `${shellWord(path)}) key=${key} last=${list.length - 1} ;;`;
  });
  return `#!/bin/sh
cd ${folder}
printf '%s' "$1" >> sent
for word in "$@"; do
  if [ "$before" = --request-target ]; then path=$word; fi
  if [ -n "$before" ]; then printf '\\0%s' "$word" >> sent; fi
  before=$word
done
printf '\\0\\n' >> sent
case $path in
${paths.join('\n')}
esac
time=0
while [ -e "asked-$key-$time" ]; do time=\`expr $time + 1\`; done
if [ "$time" -lt "$last" ]; then : > "asked-$key-$time"; fi
cat "answer-$key-$time"
`;
}

function program(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

function shell(script: string, folder: string): Promise<{ code: number | null; out: string }> {
  const path = [folder, process.env.PATH].join(delimiter);
  const child = spawn('sh', ['-c', script], { env: { ...process.env, PATH: path } });
  let out = '';
  child.stdout.on('data', (text) => (out += String(text)));
  child.stderr.on('data', (text) => (out += String(text)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out }));
  });
}
