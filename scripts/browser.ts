/** A page in a real browser that has no window: opened from a file, pressed, and asked what it shows. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

/** A page of a browser without a window. */
export interface Browser {
  readonly send: (method: string, params?: object) => Promise<Record<string, unknown>>;
  /** the value of an expression in the page */
  readonly ask: (expression: string) => Promise<unknown>;
  readonly events: { readonly method: string; readonly params: Record<string, unknown> }[];
  readonly end: () => void;
}

/** @see https://chromedevtools.github.io/devtools-protocol/ */
async function openBrowser(path: string, profile: string): Promise<Browser> {
  const flags = ['--headless=new', '--no-sandbox', '--remote-debugging-pipe', `--user-data-dir=${profile}`];
  const browser = spawn(path, [...flags, '--disable-gpu', 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const [toBrowser, fromBrowser] = [browser.stdio[3] as Writable, browser.stdio[4] as Readable];
  const waiting = new Map<number, (answer: Record<string, unknown>) => void>();
  const events: Browser['events'] = [];
  let [rest, last] = ['', 0];
  fromBrowser.setEncoding('utf8').on('data', (text: string) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop() ?? '';
    for (const message of messages) {
      const { id, ...answer } = JSON.parse(message) as { id?: number; method: string; params: Record<string, unknown> };
      if (id === undefined) events.push(answer);
      else waiting.get(id)?.(answer);
    }
  });
  const call = (method: string, params: object, sessionId?: string): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      const id = (last += 1);
      waiting.set(id, ({ result, error }) =>
        error === undefined ? resolve(result as Record<string, unknown>) : reject(new Error(JSON.stringify(error))),
      );
      toBrowser.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    });
  const { targetInfos } = (await call('Target.getTargets', {})) as {
    targetInfos: { type: string; targetId: string }[];
  };
  const page = targetInfos.find(({ type }) => type === 'page');
  const { sessionId } = await call('Target.attachToTarget', { targetId: page?.targetId, flatten: true });
  const send: Browser['send'] = (method, params = {}) => call(method, params, String(sessionId));
  const ask: Browser['ask'] = async (expression) => {
    const { result } = (await send('Runtime.evaluate', { expression, awaitPromise: true })) as {
      result: { value?: unknown };
    };
    return result.value;
  };
  return { send, ask, events, end: () => void browser.kill() };
}

const problems: string[] = [];

/** What has the focus. */
export const FOCUSED =
  'document.activeElement.id || document.activeElement.className || document.activeElement.tagName';

/** Writes whether it is so; what is not, fails the run. */
export function expectThat(what: string, actual: unknown, expected: unknown): void {
  const holds = JSON.stringify(actual) === JSON.stringify(expected);
  process.stdout.write(`${holds ? 'holds' : 'FAILS'}  ${what}\n`);
  if (!holds) problems.push(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}

/** Presses and lets go. */
export async function press(browser: Browser, key: string, text?: string): Promise<void> {
  const code = key.length === 1 ? key.toUpperCase().charCodeAt(0) : { Tab: 9, Escape: 27, Enter: 13 }[key];
  const event = { key, windowsVirtualKeyCode: code, ...(text && { text }) };
  await browser.send('Input.dispatchKeyEvent', { type: text === undefined ? 'rawKeyDown' : 'keyDown', ...event });
  await browser.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
}

/** Waits so many milliseconds. */
export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function open(browser: Browser, url: string): Promise<void> {
  await browser.send('Page.navigate', { url });
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await browser.ask('document.readyState')) === 'complete' && (await browser.ask('location.href')) === url)
      return;
    await pause(100);
  }
  throw new Error('the page does not load');
}

/** What a screen reader meets, in order. */
export interface AccessibleNode {
  readonly role: string;
  readonly name: string;
}

/** All nodes of the page that a screen reader tells of. */
export async function accessibleNodes(browser: Browser): Promise<readonly AccessibleNode[]> {
  await browser.send('Accessibility.enable');
  const { nodes } = (await browser.send('Accessibility.getFullAXTree')) as {
    nodes: { role?: { value: string }; name?: { value: string }; ignored: boolean }[];
  };
  return nodes
    .filter(({ ignored }) => !ignored)
    .map((one) => ({ role: one.role?.value ?? '', name: one.name?.value ?? '' }));
}

/** Checks this page: also that it loads nothing else, gives nothing to complain of, and is whole without scripts. */
export async function browse(page: string, check: (browser: Browser) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  const file = join(folder, 'page.html');
  writeFileSync(file, page);
  const browser = await openBrowser(process.argv[2] ?? 'chromium', join(folder, 'profile'));
  try {
    for (const domain of ['Page', 'Network', 'Log', 'Runtime']) await browser.send(`${domain}.enable`);
    const url = pathToFileURL(file).href;
    const started = Date.now();
    await open(browser, url);
    process.stdout.write(`       a page of ${page.length} characters is there after ${Date.now() - started} ms\n`);
    await check(browser);
    const asked = browser.events
      .filter(({ method }) => method === 'Network.requestWillBeSent')
      .map(({ params }) => (params.request as { url: string }).url)
      .filter((one) => one !== url);
    expectThat('nothing else is loaded', asked, []);
    const wrong = browser.events.filter(
      ({ method }) => method === 'Log.entryAdded' || method === 'Runtime.exceptionThrown',
    );
    expectThat('the browser has nothing to complain of', wrong, []);
    await browser.send('Emulation.setScriptExecutionDisabled', { value: true });
    await open(browser, url).catch(() => undefined);
    const { root } = (await browser.send('DOM.getDocument')) as { root: { nodeId: number } };
    const { nodeIds } = (await browser.send('DOM.querySelectorAll', {
      nodeId: root.nodeId,
      selector: '[hidden]',
    })) as { nodeIds: number[] };
    expectThat('without scripts all of it is there', nodeIds, []);
  } finally {
    browser.end();
    await pause(300);
    rmSync(folder, { recursive: true, force: true });
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
