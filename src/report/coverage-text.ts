/** What the cases touch, for people: the gaps, policy by policy, and how much there is. */
import type { CoverageReport, CoveredPolicy, CoveredRule, Share } from '../coverage/coverage-report';
import type { Place } from '../coverage/place';
import { visible } from '../findings/visible';

type Paint = (code: string, words: string) => string;

/** Nobody reads more; JSON and HTML have all. */
const MOST_POLICIES = 100;

/** The parts of the report, each a paragraph. What is touched wholly is counted only. */
export function coverageParts({ policies, summary }: CoverageReport, paint: Paint): readonly string[] {
  const gaps = policies.filter(hasGap);
  const shown = gaps.slice(0, MOST_POLICIES).map((policy) => inWords(policy, paint));
  const more = gaps.length - shown.length;
  return [
    ...shown,
    ...(more > 0 ? [`${more} more policies are not touched wholly; \`--format json\` and \`html\` list all`] : []),
    `touched: ${shareOf(summary.policies, 'policies')}, ${shareOf(summary.rules, 'rules')}, ${shareOf(summary.values, 'values')}`,
  ];
}

/** Whether something of it is touched by no case. */
export function hasGap({ asked, rules }: CoveredPolicy): boolean {
  return asked === 0 || rules.some(isGap);
}

function isGap({ matched, facets }: CoveredRule): boolean {
  return matched === 0 || facets.some(({ touched }) => touched === 0);
}

/** What became of a rule: matched by 2 cases. */
export function fateOf({ asked, matched }: CoveredRule): string {
  if (matched > 0) return `matched by ${casesOf(matched)}`;
  return asked > 0 ? `never matched, missed by ${casesOf(asked)}` : 'never tried';
}

function inWords({ kind, policy, asked, rules, place }: CoveredPolicy, paint: Paint): string {
  const word = asked === 0 ? paint('31', 'untouched') : paint('33', 'partly   ');
  const head = `${word}  ${kind} ${visible(policy)}`;
  const lines = rules.filter(isGap).flatMap((rule) => {
    const never = rule.matched === 0 ? [] : rule.facets.filter(({ touched }) => touched === 0);
    return [
      `  ${visible(rule.shown)}: ${fateOf(rule)}${lineOf(rule.place)}`,
      ...never.map((facet) => `    no case: ${visible(facet.shown)}${lineOf(facet.place)}`),
    ];
  });
  const where = place === undefined ? [] : [`  ${paint('2', '-->')} ${visible(place.file)}:${place.line}`];
  return [head, ...where, ...(asked === 0 ? [] : lines)].join('\n');
}

function lineOf(place: Place | undefined): string {
  return place === undefined ? '' : ` (line ${place.line})`;
}

function casesOf(count: number): string {
  return count === 1 ? '1 case' : `${count} cases`;
}

function shareOf({ touched, all }: Share, what: string): string {
  return `${touched} of ${all} ${what}`;
}
