/**
 * Does the page of `zero-trust test --coverage --format html` work in a real browser, with the keyboard, and for a
 * screen reader, at the size of a large estate? Needs Chromium (`apt-get install chromium`), so that no test depends on
 * it:
 *
 *     npx ts-node -T scripts/browse-coverage.ts [chromium]
 */
import type { CoveredPolicy, CoveredRegion } from '../src/coverage/covered-policy';
import { coverageHtml } from '../src/report/coverage-html';
import { accessibleNodes, browse, type Browser, expectThat, FOCUSED, press } from './browser';

const POLICIES = 1500;
/** What a policy may be called: nothing of it is markup. */
const NASTY = 'ns/<b onload="x()">&amp;\u202e';

/** Every third policy has gaps of each kind: a new case, none found, no call in it. */
function largePage(): string {
  const policies = Array.from({ length: POLICIES }, (_, n): CoveredPolicy => {
    const isTried = n % 3 !== 0;
    const untried: readonly CoveredRegion['untried'][] = [
      { kind: 'case', id: `case-${n}` },
      { kind: 'unknown', because: 'only 24 places where it decides were looked at' },
      { kind: 'empty' },
    ];
    const place = { file: `dist/ns-${n}.yaml`, line: n + 1 };
    return {
      field: '',
      place,
      kind: 'AuthorizationPolicy',
      policy: n === 0 ? NASTY : `ns-${n}/allow`,
      asked: isTried ? 4 : 0,
      rules: [
        {
          field: 'spec.rules[0]',
          place,
          shown: 'rule 0',
          asked: 4,
          matched: isTried ? 2 : 0,
          values: [{ field: 'x', place, shown: '`paths` `/a`', touched: isTried ? 2 : 0 }],
          regions: untried.map((each) => ({
            ...{ field: 'x', place, shown: 'a call that it takes', spoken: 0 },
            ...(isTried ? { touched: 1 } : { touched: 0, untried: each }),
          })),
        },
      ],
    };
  });
  const cases = policies.map((_, n) => ({ id: `case-${n}`, from: { workload: `ns/${n}` }, expect: 'allow' }));
  const share = { touched: 1000, all: POLICIES };
  return coverageHtml({ policies, cases, summary: { policies: share, rules: share, values: share, regions: share } });
}

async function checkKeyboard(browser: Browser): Promise<void> {
  await press(browser, 'Tab');
  expectThat('the first stop of Tab is a policy', await browser.ask(FOCUSED), 'SUMMARY');
  const outline = 'getComputedStyle(document.activeElement).outlineStyle';
  expectThat('what has the focus shows it', await browser.ask(outline), 'solid');
  const isOpen = 'document.activeElement.parentElement.open';
  expectThat('a policy with gaps is unfolded', await browser.ask(isOpen), true);
  await press(browser, 'Enter', '\r');
  expectThat('Enter folds it', await browser.ask(isOpen), false);
  await press(browser, 'Enter', '\r');
  expectThat('and unfolds it', await browser.ask(isOpen), true);
  await press(browser, 'Tab');
  const which = '[...document.querySelectorAll("summary")].indexOf(document.activeElement)';
  expectThat('the next stop is the next policy', await browser.ask(which), 1);
  const last = '[...document.querySelectorAll("details")].at(-1).open';
  expectThat('a policy without gaps is folded', await browser.ask(last), false);
}

async function checkTree(browser: Browser): Promise<void> {
  const nodes = await accessibleNodes(browser);
  const names = (role: string) => nodes.filter((node) => node.role === role).map(({ name }) => name);
  const levels = '[...document.querySelectorAll("h1, h2, h3")].map((one) => one.tagName).join(" ")';
  expectThat('headings skip no level', /^H1 H2( H3)*$/.test(String(await browser.ask(levels))), true);
  expectThat('the page has a language', await browser.ask('document.documentElement.lang'), 'en');
  expectThat('and one main part', names('main').length, 1);
  expectThat('a screen reader meets tables with names', names('table').slice(0, 3), [
    'What the cases and invariants touch',
    `Rules of ${NASTY.replace('\u202e', '\\u202e')}`,
    'Rules of ns-3/allow',
  ]);
  expectThat('none without', names('table').includes(''), false);
  expectThat('their columns have heads', names('columnheader').slice(3, 6), ['rule, value or region', 'cases', 'line']);
  expectThat('their rows, too', names('rowheader').slice(4, 8), [
    'rule 0',
    '`paths` `/a`',
    'a call that it takes',
    'a call that it takes',
  ]);
  const nameless = nodes.filter(({ role, name }) => /button|link|Disclosure/.test(role) && name === '');
  expectThat('whatever can be pressed has a name', nameless.length, 0);
  const ids = '[...document.querySelectorAll("[id]")].length';
  expectThat('no name of an element stands twice', await browser.ask(ids), 0);
  expectThat('a name is no markup', await browser.ask('document.querySelectorAll("[onload], b").length'), 0);
  const cells = await browser.ask('document.querySelector("details tbody").textContent');
  const said = ['none; case-0 would', 'none; only 24 places where it decides were looked at', 'none; no call is in it'];
  expectThat(
    'what is known of each region is said in words',
    said.filter((one) => !String(cells).includes(one)),
    [],
  );
}

/** Text and the marks of rows beside what is behind them, as the browser paints it. */
async function checkContrast(browser: Browser, scheme: string): Promise<void> {
  await browser.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
  const [text, mark] = String(
    await browser.ask(`(() => {
      const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
      const painted = (...colours) => {
        for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((c) => c / 255)
          .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
          .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
      };
      const probe = document.body.appendChild(document.createElement('i'));
      probe.style.color = 'Canvas';
      const paper = getComputedStyle(probe).color;
      probe.remove();
      const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      const of = (selector, what) => getComputedStyle(document.querySelector(selector))[what];
      const ink = painted(paper, of('body', 'color'));
      const backs = [painted(paper), painted(paper, of('pre', 'backgroundColor'))];
      const marks = ['.never', '.touched'].map((row) => painted(paper, of(row, 'borderInlineStartColor')));
      return [Math.min(...backs.map((back) => ratio(ink, back))), Math.min(...marks.map((one) => ratio(one, backs[0])))].join();
    })()`),
  ).split(',');
  expectThat(`text stands out, ${scheme} (${Number(text).toFixed(1)} : 1)`, Number(text) >= 4.5, true);
  expectThat(`the marks of rows, too, ${scheme} (${Number(mark).toFixed(1)} : 1)`, Number(mark) >= 3, true);
}

async function checkWidth(browser: Browser): Promise<void> {
  const small = { width: 320, height: 640, deviceScaleFactor: 1, mobile: false };
  await browser.send('Emulation.setDeviceMetricsOverride', small);
  const wide = 'document.documentElement.scrollWidth';
  expectThat('a narrow page need not be moved sideways', Number(await browser.ask(wide)) <= small.width, true);
  await browser.send('Emulation.clearDeviceMetricsOverride');
}

void browse(largePage(), async (browser) => {
  await checkKeyboard(browser);
  await checkTree(browser);
  await checkContrast(browser, 'light');
  await checkContrast(browser, 'dark');
  await checkWidth(browser);
});
