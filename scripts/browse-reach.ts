/**
 * Does the page of `zero-trust reach --format html` work in a real browser, with the keyboard, and for a screen reader,
 * at the size of a large estate? Needs Chromium (`apt-get install chromium`), so that no test depends on it:
 *
 *     npx ts-node -T scripts/browse-reach.ts [chromium]
 */
import type { Edge } from '../src/reach/matrix';
import { reachHtml } from '../src/report/reach-html';
import { accessibleNodes, browse, type Browser, expectThat, FOCUSED, pause, press } from './browser';

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

const SHOWN = 'document.querySelectorAll("tbody tr:not([hidden])").length';

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
  const nodes = await accessibleNodes(browser);
  const names = (role: string) => nodes.filter((node) => node.role === role).map(({ name }) => name);
  expectThat('a screen reader meets a table for each target', names('table').length, 1501);
  expectThat('which has its name', names('table')[1], 'ns-1/service-1, port 8080');
  expectThat('and is a heading', names('heading').slice(0, 2), [
    'Who may send what to whom',
    'ns-0/service-0, port 8080',
  ]);
  expectThat('its columns have heads', names('columnheader').slice(0, 3), ['Caller', 'May send', 'For example']);
  expectThat('the search has a name', names('searchbox'), ['Show rows with all these words']);
  expectThat('the count is a status', names('status').length, 1);
  const nameless = nodes.filter(({ role, name }) => /button|link|Disclosure/.test(role) && name === '');
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

void browse(largePage(), async (browser) => {
  await checkKeyboard(browser);
  await checkSearch(browser);
  await checkTree(browser);
  await checkContrast(browser, 'light');
  await checkContrast(browser, 'dark');
});
