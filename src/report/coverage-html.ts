/** What the cases touch, as a page that needs no network: a summary, then the policies, those with gaps first. */
import type { CoverageReport, Share } from '../coverage/coverage-report';
import type { CoveredPolicy, CoveredRegion, CoveredRule } from '../coverage/covered-policy';
import { isEmpty, isTried } from '../coverage/covered-policy';
import type { Place } from '../coverage/place';
import type { JsonObject } from '../policy/json-object';
import { yamlLines } from '../policy/yaml-text';
import { counted } from './counted';
import { fateOf, hasGap, limitOf, newCases } from './coverage-text';
import { quotedHtml } from './html-text';
import { inlineSource } from './inline-source';

/** The page. Its words tell what its colours show. */
export function coverageHtml(report: CoverageReport): string {
  const { policies, summary } = report;
  const casesOf = newCases(report);
  const inOrder = [...policies.filter(hasGap), ...policies.filter((policy) => !hasGap(policy))];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${inlineSource(STYLE)}">
<title>Coverage of policies</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Coverage of policies</h1>
<table>
<caption>What the cases and invariants touch</caption>
<thead><tr><th scope="col">what</th><th scope="col">touched</th><th scope="col">all</th></tr></thead>
<tbody>
${Object.entries(summary).map(summaryRow).join('\n')}
</tbody>
</table>
<h2>Policies</h2>
${inOrder.length === 0 ? '<p>There are none.</p>' : inOrder.map((policy) => policySection(policy, casesOf(policy))).join('\n')}
</main>
</body>
</html>
`;
}

const STYLE = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 70rem; padding: 1rem; }
table { border-collapse: collapse; margin-block: .5rem; }
caption { text-align: start; font-weight: bold; }
th, td { border: 1px solid GrayText; padding: .2rem .6rem; text-align: start; vertical-align: top; overflow-wrap: anywhere; }
.part { font-weight: normal; padding-inline-start: 1.4rem; }
pre { background: color-mix(in srgb, CanvasText 8%, Canvas); padding: .5rem; white-space: pre-wrap; overflow-wrap: anywhere; }
summary { cursor: pointer; padding: .3rem; }
summary:focus-visible { outline: 3px solid Highlight; }
.never { border-inline-start: .4rem solid #c62828; }
.touched { border-inline-start: .4rem solid #2e7d32; }
`;

function summaryRow([what, { touched, all }]: readonly [string, Share]): string {
  return `<tr><th scope="row">${what}</th><td>${touched}</td><td>${all}</td></tr>`;
}

function policySection(policy: CoveredPolicy, cases: readonly JsonObject[]): string {
  const { kind, policy: name, asked, place, rules } = policy;
  const state = asked === 0 ? 'untouched' : hasGap(policy) ? 'touched in part' : 'touched wholly';
  const where = place === undefined ? '' : ` <small>${quotedHtml(`${place.file}:${place.line}`)}</small>`;
  return `<details${hasGap(policy) ? ' open' : ''}>
<summary>${kind} <code>${quotedHtml(name)}</code>: ${state}${where}</summary>
<table>
<caption>Rules of ${quotedHtml(name)}</caption>
<thead><tr><th scope="col">rule, value or region</th><th scope="col">cases</th><th scope="col">line</th></tr></thead>
<tbody>
${rules.flatMap(ruleRows).join('\n')}
</tbody>
</table>${casesToAdd(cases, name)}
</details>`;
}

function casesToAdd(cases: readonly JsonObject[], policy: string): string {
  if (cases.length === 0) return '';
  const lines = cases.flatMap((one) => yamlLines(one).map((line, index) => `${index === 0 ? '-' : ' '} ${line}`));
  return `
<h3>Cases for ${quotedHtml(policy)} that would touch more, and hold now</h3>
<pre>${lines.map(quotedHtml).join('\n')}</pre>`;
}

function ruleRows(rule: CoveredRule): readonly string[] {
  const row = (isTouched: boolean, first: string, cell: string, place: Place | undefined): string =>
    `<tr class="${isTouched ? 'touched' : 'never'}">${first}<td>${quotedHtml(cell)}</td>${lineCell(place)}</tr>`;
  const part = (shown: string): string => `<th scope="row" class="part">${quotedHtml(shown)}</th>`;
  const whole = `<th scope="row">${quotedHtml(rule.shown)}</th>`;
  const fate = [fateOf(rule), ...limitOf(rule)].join('; ');
  return [
    row(rule.matched > 0 || rule.regions.some(isTried), whole, fate, rule.place),
    ...rule.values.map(({ shown, touched, place }) =>
      row(touched > 0, part(shown), touched === 0 ? 'none' : `${touched}`, place),
    ),
    ...rule.regions.map((region) =>
      row(isTried(region) || isEmpty(region), part(region.shown), regionCell(region), region.place),
    ),
  ];
}

function regionCell({ touched, spoken, untried }: CoveredRegion): string {
  const invariants = spoken === 0 ? '' : `, and ${counted(spoken, 'invariant')}`;
  switch (untried?.kind) {
    case 'empty':
      return 'none; no call is in it';
    case 'unknown':
      return `none; ${untried.because}`;
    case 'case':
      return `none; ${untried.id} would`;
    case undefined:
      return `${touched === 0 ? 'none' : touched}${invariants}`;
  }
}

function lineCell(place: Place | undefined): string {
  return `<td>${place === undefined ? '' : place.line}</td>`;
}
