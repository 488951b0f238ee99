/** What the cases touch, for people: the gaps, policy by policy, and how much there is. */
import type { CoverageReport, Share } from '../coverage/coverage-report';
import type { CoveredPolicy, CoveredRule } from '../coverage/covered-policy';
import { isEmpty, isTried } from '../coverage/covered-policy';
import type { Place } from '../coverage/place';
import { MOST_COMBINATIONS } from '../coverage/touch/rule-regions';
import { visible } from '../findings/visible';
import type { JsonObject } from '../policy/json-object';
import { yamlLines } from '../policy/yaml-text';
import { counted } from './counted';
import type { Paint } from './paint';

/** Nobody reads more; JSON and HTML have all. */
const MOST_POLICIES = 100;
const MOST_CASES = 50;

/** The parts of the report, each a paragraph. What is touched wholly is counted only. */
export function coverageParts(report: CoverageReport, paint: Paint): readonly string[] {
  const { policies, cases, summary } = report;
  const gaps = policies.filter(hasGap);
  const casesOf = newCases(report);
  const shown = gaps.slice(0, MOST_POLICIES).map((policy) => inWords(policy, casesOf(policy), paint));
  const more = gaps.length - shown.length;
  const left = cases.length - MOST_CASES;
  const shares = (['policies', 'rules', 'values', 'regions'] as const).map((what) => shareOf(summary[what], what));
  return [
    ...shown,
    ...(more > 0 ? [`${more} more policies are not touched wholly; \`--format json\` and \`html\` list all`] : []),
    ...(left > 0 ? [`${left} more cases would touch others; \`--format json\` and \`html\` list all`] : []),
    `touched: ${shares.join(', ')}`,
  ];
}

/** The cases that stand with a policy: those for its regions that stand with none before. */
export function newCases({ cases }: CoverageReport): (policy: CoveredPolicy) => readonly JsonObject[] {
  const left = new Map(cases.map((one) => [one.id, one]));
  return ({ rules }) =>
    rules.flatMap(({ regions }) =>
      regions.flatMap(({ untried }) => {
        const one = untried?.kind === 'case' ? left.get(untried.id) : undefined;
        if (one === undefined) return [];
        left.delete(one.id);
        return [one];
      }),
    );
}

/** Whether something of it is touched by no case. */
export function hasGap({ asked, rules }: CoveredPolicy): boolean {
  return asked === 0 || rules.some(isGap);
}

function isGap({ matched, values, regions, tooMany }: CoveredRule): boolean {
  const untried = regions.filter((region) => !isTried(region) && !isEmpty(region));
  const isMissing = matched === 0 && regions.every((region) => !isTried(region));
  return isMissing || values.some(({ touched }) => touched === 0) || untried.length > 0 || tooMany !== undefined;
}

/** What became of a rule: matched by 2 cases, 1 of 3 regions tried. */
export function fateOf({ asked, matched, regions }: CoveredRule): string {
  const there = regions.filter((region) => !isEmpty(region));
  const tried =
    there.length === 0 ? '' : `, ${there.filter(isTried).length} of ${counted(there.length, 'region')} tried`;
  if (matched > 0) return `matched by ${counted(matched, 'case')}${tried}`;
  return asked > 0 ? `never matched, missed by ${counted(asked, 'case')}${tried}` : `never tried${tried}`;
}

/** Why nothing is told of some regions: the entries of the rule combine in 100 ways, which are too many. */
export function limitOf({ tooMany }: CoveredRule): readonly string[] {
  if (tooMany === undefined) return [];
  return [`its entries combine in ${tooMany} ways, more than ${MOST_COMBINATIONS}, which are not told apart`];
}

function inWords(policy: CoveredPolicy, cases: readonly JsonObject[], paint: Paint): string {
  const { kind, policy: name, asked, rules, place } = policy;
  const word = asked === 0 ? paint('31', 'untouched') : paint('33', 'partly   ');
  const where = place === undefined ? [] : [`  ${paint('2', '-->')} ${visible(place.file)}:${place.line}`];
  return [
    `${word}  ${kind} ${visible(name)}`,
    ...where,
    ...(asked === 0 ? [] : rules.filter(isGap).flatMap(ruleLines)),
    ...caseLines(cases),
  ].join('\n');
}

function ruleLines(rule: CoveredRule): readonly string[] {
  const values = rule.matched === 0 ? [] : rule.values.filter(({ touched }) => touched === 0);
  const regions = rule.regions.filter((region) => !isTried(region) && !isEmpty(region));
  return [
    `  ${visible(rule.shown)}: ${fateOf(rule)}${lineOf(rule.place)}`,
    ...values.map((value) => `    no case: ${visible(value.shown)}${lineOf(value.place)}`),
    ...regions.map(({ shown, place, untried }) => {
      const doubt = untried?.kind === 'unknown' ? `, and ${visible(untried.because)}` : '';
      return `    no case: ${visible(shown)}${lineOf(place)}${doubt}`;
    }),
    ...limitOf(rule).map((line) => `    ${line}`),
  ];
}

function caseLines(cases: readonly JsonObject[]): readonly string[] {
  if (cases.length === 0) return [];
  const lines = cases.flatMap((one) =>
    yamlLines(one).map((line, index) => `    ${index === 0 ? '-' : ' '} ${visible(line)}`),
  );
  return [
    `  ${cases.length === 1 ? 'this case' : 'these cases'} would touch more, and ${cases.length === 1 ? 'holds' : 'hold'} now:`,
    ...lines,
  ];
}

function lineOf(place: Place | undefined): string {
  return place === undefined ? '' : ` (line ${place.line})`;
}

function shareOf({ touched, all }: Share, what: string): string {
  return `${touched} of ${all} ${what}`;
}
