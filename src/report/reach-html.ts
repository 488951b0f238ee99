/**
 * Who may send what to whom, as one page that needs no network: a table for each target, which can be searched. Without
 * scripts all of it is still there.
 */
import type { JsonObject } from '../policy/json-object';
import { yamlLines } from '../policy/yaml-text';
import type { Edge, Matrix } from '../reach/matrix';
import type { RequestBox } from '../reach/space/request-box';
import { quotedHtml } from './html-text';
import { inlineSource } from './inline-source';
import { PAGE_SCRIPT, PAGE_STYLE } from './reach-page';
import { callerInWords, type Row, rowsOf } from './reach-rows';
import { summaryOfReach } from './reach-text';
import { requestsInWords } from './request-box';

const MOST_CALLERS = 8;
const MOST_REQUESTS = 6;

export function reachHtml(matrix: Matrix): string {
  const { callers, targets, edges, undecided } = summaryOfReach(matrix);
  const groups = rowsOf(matrix).map(({ to, port, rows }) => group(`${to}, port ${port}`, rows.map(rowOf)));
  const closed = matrix.closed.map(({ to, port }) => group(`${to}, port ${port}`, [CLOSED]));
  const policy = `default-src 'none'; style-src ${inlineSource(PAGE_STYLE)}; script-src ${inlineSource(PAGE_SCRIPT)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Who may send what to whom</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<a class="skip" href="#targets">Skip to the targets</a>
<header>
<h1>Who may send what to whom</h1>
<p>${edges} edges between ${callers} callers and ${targets} targets, ${undecided} undecided.
<em>Any other identity</em> is every caller with mutual TLS that is not named for the same target; <em>plaintext</em> is every
caller without, and <em>the internet</em> everybody outside without an identity, through gateways.</p>
<search>
<label for="query">Show rows with all these words</label>
<input id="query" type="search" autocomplete="off" spellcheck="false" aria-describedby="keys">
<p id="keys">Press <kbd>/</kbd> to come here, <kbd>Esc</kbd> to show all. Words stand in names, methods, paths and hosts.</p>
<p id="count" role="status" aria-live="polite"></p>
</search>
</header>
<main id="targets" tabindex="-1">
${[...groups, ...closed].join('\n')}
</main>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

const COLUMNS = ['Caller', 'May send', 'For example'].map(
  (title) => `<th scope="col"><span class="aside">${title}</span></th>`,
);
const HEAD = `<thead><tr>${COLUMNS.join('')}</tr></thead><tbody>`;
const CLOSED = '<tr><td>nobody</td><td>nothing</td><td></td></tr>';

function group(title: string, rows: readonly string[]): string {
  return [
    '<section><table>',
    `<caption><h2>${quotedHtml(title)}</h2></caption>`,
    HEAD,
    ...rows,
    '</tbody></table></section>',
  ].join('\n');
}

function rowOf({ edges }: Row): string {
  const [{ from, except = [], witness }] = edges;
  const names = edges.map((edge) => callerInWords(edge.from));
  const openness = 'workload' in from ? '' : ' class="open"';
  const but = except.length === 0 ? '' : `<p>except: ${folded(except, 'callers')}</p>`;
  return `<tr${openness}><td>${folded(names, 'callers')}${but}</td><td>${requestsOf(edges[0])}</td><td>${exampleOf(witness, names[0] ?? '')}</td></tr>`;
}

function requestsOf({ requests, depends = [], undecided }: Edge): string {
  return [
    unionOf(requests),
    depends.length === 0 ? '' : `<p class="doubt">if the external authorizer agrees:</p>${unionOf(depends)}`,
    undecided === undefined
      ? ''
      : `<p class="doubt">undecided: ${undecided.because.map(quotedHtml).join('; ')}</p>${unionOf(undecided.requests)}`,
  ].join('');
}

function unionOf(boxes: readonly RequestBox[]): string {
  return folded(
    boxes.map((box) => requestsInWords([box])),
    'alternatives',
  );
}

/** One word as it is, several as a list, and of many all but the first behind a button. */
function folded(words: readonly string[], what: string): string {
  if (words.length < 2) return quotedHtml(words.join(''));
  const most = what === 'alternatives' ? MOST_REQUESTS : MOST_CALLERS;
  const items = (some: readonly string[]) => `<ul>${some.map((word) => `<li>${quotedHtml(word)}</li>`).join('')}</ul>`;
  if (words.length <= most + 1) return items(words);
  const rest = words.slice(most);
  return `${items(words.slice(0, most))}<details><summary>${rest.length} more ${what}</summary>${items(rest)}</details>`;
}

function exampleOf(witness: JsonObject | undefined, caller: string): string {
  if (witness === undefined) return '';
  const lines = yamlLines(witness).map(quotedHtml).join('\n');
  const name = `<span class="aside"> of ${quotedHtml(caller)}</span>`;
  return `<details><summary>a request${name}</summary><pre>${lines}</pre></details>`;
}
