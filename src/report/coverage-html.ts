/** What the cases touch, as a page that needs no network: a summary, then the policies, those with gaps first. */
import type { CoverageReport, CoveredPolicy, CoveredRule, Share } from '../coverage/coverage-report';
import type { Place } from '../coverage/place';
import { visible } from '../findings/visible';
import { fateOf, hasGap } from './coverage-text';
import { quotedXml } from './xml-text';

/** The page. Its words tell what its colours show. */
export function coverageHtml({ policies, summary }: CoverageReport): string {
  const inOrder = [...policies.filter(hasGap), ...policies.filter((policy) => !hasGap(policy))];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Coverage of policies</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Coverage of policies</h1>
<table>
<caption>What the cases touch</caption>
<thead><tr><th scope="col">what</th><th scope="col">touched</th><th scope="col">all</th></tr></thead>
<tbody>
${Object.entries(summary).map(summaryRow).join('\n')}
</tbody>
</table>
<h2>Policies</h2>
${inOrder.length === 0 ? '<p>There are none.</p>' : inOrder.map(policySection).join('\n')}
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
summary { cursor: pointer; padding: .3rem; }
summary:focus-visible { outline: 3px solid Highlight; }
.never { border-inline-start: .4rem solid #c62828; }
.touched { border-inline-start: .4rem solid #2e7d32; }
`;

function summaryRow([what, { touched, all }]: readonly [string, Share]): string {
  return `<tr><th scope="row">${what}</th><td>${touched}</td><td>${all}</td></tr>`;
}

function policySection(policy: CoveredPolicy): string {
  const { kind, policy: name, asked, place, rules } = policy;
  const state = asked === 0 ? 'untouched' : hasGap(policy) ? 'touched in part' : 'touched wholly';
  const where = place === undefined ? '' : ` <small>${text(`${place.file}:${place.line}`)}</small>`;
  return `<details${hasGap(policy) ? ' open' : ''}>
<summary>${kind} <code>${text(name)}</code>: ${state}${where}</summary>
<table>
<caption>Rules of ${text(name)}</caption>
<thead><tr><th scope="col">rule or value</th><th scope="col">cases</th><th scope="col">line</th></tr></thead>
<tbody>
${rules.flatMap(ruleRows).join('\n')}
</tbody>
</table>
</details>`;
}

function ruleRows(rule: CoveredRule): readonly string[] {
  return [
    `<tr class="${classOf(rule.matched)}"><th scope="row">${text(rule.shown)}</th><td>${fateOf(rule)}</td>${lineCell(rule.place)}</tr>`,
    ...rule.facets.map(
      (facet) =>
        `<tr class="${classOf(facet.touched)}"><td>${text(facet.shown)}</td><td>${facet.touched === 0 ? 'none' : facet.touched}</td>${lineCell(facet.place)}</tr>`,
    ),
  ];
}

function classOf(touched: number): string {
  return touched > 0 ? 'touched' : 'never';
}

function lineCell(place: Place | undefined): string {
  return `<td>${place === undefined ? '' : place.line}</td>`;
}

function text(words: string): string {
  return quotedXml(visible(words));
}
