/**
 * Does the page of `zero-trust reach --format html` work in a real browser, with the keyboard, and for a screen reader,
 * at the size of a large estate? Needs Chromium (`apt-get install chromium`), so that no test depends on it:
 *
 *     npx ts-node -T scripts/browse-reach.ts [chromium]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { Edge } from '../src/reach/matrix';
import { reachHtml } from '../src/report/reach-html';

const SERVICES = 1500;
const EDGES = 9300;

/** One that calls many, and many that call one, as in large estates. */
function largePage(): string {
  const name = (n: number) => `ns-${n % 150}/service-${n}`;
  const edges = Array.from({ length: EDGES }, (_, n): Edge => {
    const to = name(Math.floor((n * SERVICES) / EDGES));
    const requests = n % 10 === 0 ? [{ methods: ['GET'], paths: [`/api/${n % 7}/*`] }] : [{}];
    const from = { workload: name((n * 7) % SERVICES) };
    return { from, to, port: 8080, requests, witness: { from, to: { workload: to, port: 8080 } } };
  });
  return reachHtml({ edges, closed: [{ to: 'ns-0/closed', port: 1 }], callers: SERVICES, targets: SERVICES });
}

interface Browser {
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

function expectThat(what: string, actual: unknown, expected: unknown): void {
  const holds = JSON.stringify(actual) === JSON.stringify(expected);
  process.stdout.write(`${holds ? 'holds' : 'FAILS'}  ${what}\n`);
  if (!holds) problems.push(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}

async function press(browser: Browser, key: string, text?: string): Promise<void> {
  const code = key.length === 1 ? key.toUpperCase().charCodeAt(0) : { Tab: 9, Escape: 27, Enter: 13 }[key];
  const event = { key, windowsVirtualKeyCode: code, ...(text && { text }) };
  await browser.send('Input.dispatchKeyEvent', { type: text === undefined ? 'rawKeyDown' : 'keyDown', ...event });
  await browser.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const FOCUSED = 'document.activeElement.id || document.activeElement.className || document.activeElement.tagName';
const SHOWN = 'document.querySelectorAll("tbody tr:not([hidden])").length';

async function open(browser: Browser, url: string): Promise<void> {
  await browser.send('Page.navigate', { url });
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await browser.ask('document.readyState')) === 'complete' && (await browser.ask('location.href')) === url)
      return;
    await pause(100);
  }
  throw new Error('the page does not load');
}

async function checkKeyboard(browser: Browser): Promise<void> {
  await press(browser, 'Tab');
  expectThat('the first stop of Tab is the link that skips to the targets', await browser.ask(FOCUSED), 'skip');
  const outline = 'getComputedStyle(document.activeElement).outlineStyle';
  expectThat('what has the focus shows it', await browser.ask(outline), 'solid');
  await press(browser, 'Tab');
  expectThat('the second is the search', await browser.ask(FOCUSED), 'query');
  await press(browser, 'Tab');
  expectThat('the third is what can be unfolded', await browser.ask(FOCUSED), 'SUMMARY');
  await press(browser, 'Enter', '\r');
  expectThat('Enter unfolds it', await browser.ask('document.activeElement.parentElement.open'), true);
  await press(browser, '/', '/');
  expectThat('`/` goes to the search', await browser.ask(FOCUSED), 'query');
  expectThat('and is not typed', await browser.ask('query.value'), '');
}

async function checkSearch(browser: Browser): Promise<void> {
  const status = 'document.getElementById("count").textContent';
  const all = await browser.ask(status);
  expectThat('the count says how many rows there are', /^\d+ rows of 1501 targets$/.test(String(all)), true);
  await browser.send('Input.insertText', { text: 'service-41, PORT /api/' });
  await pause(400);
  const shown = Number(await browser.ask(SHOWN));
  expectThat('all words of the search must stand in a row', shown > 0 && shown < 10, true);
  expectThat(
    'the count is told anew',
    await browser.ask(status),
    `${shown} ${shown === 1 ? 'row' : 'rows'} of 1 target`,
  );
  const lasted = await browser.ask(`(() => {
    const started = performance.now();
    query.value = 'service-1';
    show();
    const searched = performance.now();
    document.body.getBoundingClientRect();
    return [searched - started, performance.now() - searched].map(Math.round).join(' ms, and laid out in ');
  })()`);
  process.stdout.write(`       ${EDGES} edges are searched in ${String(lasted)} ms\n`);
  await press(browser, 'Escape');
  expectThat('Escape shows all again', await browser.ask(status), all);
}

async function checkTree(browser: Browser): Promise<void> {
  await browser.send('Accessibility.enable');
  const { nodes } = (await browser.send('Accessibility.getFullAXTree')) as {
    nodes: { role?: { value: string }; name?: { value: string }; ignored: boolean }[];
  };
  const named = (role: string) => nodes.filter((node) => !node.ignored && node.role?.value === role);
  const names = (role: string) => named(role).map((node) => node.name?.value ?? '');
  expectThat('a screen reader meets a table for each target', named('table').length, 1501);
  expectThat('which has its name', names('table')[1], 'ns-1/service-1, port 8080');
  expectThat('and is a heading', names('heading').slice(0, 2), [
    'Who may send what to whom',
    'ns-0/service-0, port 8080',
  ]);
  expectThat('its columns have heads', names('columnheader').slice(0, 3), ['Caller', 'May send', 'For example']);
  expectThat('the search has a name', names('searchbox'), ['Show rows with all these words']);
  expectThat('the count is a status', named('status').length, 1);
  const nameless = nodes.filter(
    (n) => !n.ignored && /button|link|Disclosure/.test(n.role?.value ?? '') && !n.name?.value,
  );
  expectThat('whatever can be pressed has a name', nameless.length, 0);
}

async function checkContrast(browser: Browser, scheme: string): Promise<void> {
  await browser.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
  const worst = await browser.ask(`(() => {
    const light = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const style = getComputedStyle(document.documentElement);
    const of = (name) => light(style.getPropertyValue(name).trim());
    const ratio = (a, b) => (Math.max(of(a), of(b)) + 0.05) / (Math.min(of(a), of(b)) + 0.05);
    return Math.min(...['--ink', '--open', '--aside', '--focus'].flatMap((ink) => ['--paper', '--head'].map((on) => ratio(ink, on))));
  })()`);
  expectThat(`text stands out, ${scheme} (${Number(worst).toFixed(1)} : 1)`, Number(worst) >= 4.5, true);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'reach-page-'));
  const file = join(folder, 'reach.html');
  writeFileSync(file, largePage());
  const browser = await openBrowser(process.argv[2] ?? 'chromium', join(folder, 'profile'));
  try {
    await browser.send('Page.enable');
    await browser.send('Network.enable');
    await browser.send('Log.enable');
    await browser.send('Runtime.enable');
    const url = pathToFileURL(file).href;
    const started = Date.now();
    await open(browser, url);
    process.stdout.write(`       a page of ${EDGES} edges is there after ${Date.now() - started} ms\n`);
    await checkKeyboard(browser);
    await checkSearch(browser);
    await checkTree(browser);
    await checkContrast(browser, 'light');
    await checkContrast(browser, 'dark');
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

void main();
