/** Changes that no case notices, for people: those that one new case would notice stand together, above that case. */
import type { Change, MutationReport, Survivor } from '../coverage/mutation-report';
import { visible } from '../findings/visible';
import { groupBy } from '../policy/group-by';
import type { JsonObject } from '../policy/json-object';
import { yamlLines } from '../policy/yaml-text';
import { counted } from './counted';
import type { Paint } from './paint';

/** Nobody reads more; JSON has all. */
const MOST_CASES = 100;
const MOST_UNCLEAR = 20;

/** The parts of the report, each a paragraph. */
export function mutationParts({ survivors, unclear, cases, counts }: MutationReport, paint: Paint): readonly string[] {
  const byCase = groupBy(survivors, ({ noticedBy }) => noticedBy);
  const shown = cases.slice(0, MOST_CASES).map((one) => groupInWords(one, byCase.get(String(one.id)) ?? [], paint));
  const doubts = unclear
    .slice(0, MOST_UNCLEAR)
    .map((one) => [...changeLines(paint('33', 'undecided'), one, paint), `  ${visible(one.because)}`].join('\n'));
  const total = [
    `${counted(counts.mutants, 'change')} to policies: ${counts.killed} noticed`,
    counts.survived > 0 ? paint('31', `${counts.survived} not noticed`) : '0 not noticed',
    `${counts.equivalent} that change nothing`,
    counts.undecided > 0 ? paint('33', `${counts.undecided} undecided`) : '0 undecided',
  ].join(', ');
  return [
    ...shown,
    ...more('cases would notice others', cases.length - shown.length),
    ...doubts,
    ...more('changes are undecided', unclear.length - doubts.length),
    total,
  ];
}

function groupInWords(one: JsonObject, survivors: readonly Survivor[], paint: Paint): string {
  const [first = '', ...others] = yamlLines(one).map(visible);
  return [
    ...survivors.flatMap((survivor) => changeLines(paint('31', 'survived'), survivor, paint)),
    `  ${survivors.length === 1 ? 'this case would notice it' : 'this case would notice them'}:`,
    `    - ${first}`,
    ...others.map((line) => `      ${line}`),
  ].join('\n');
}

function changeLines(
  word: string,
  { mutation, kind, policy, field, change, place }: Change,
  paint: Paint,
): readonly string[] {
  const where =
    place === undefined ? [] : [`  ${paint('2', '-->')} ${visible(`${place.file}:${place.line}`)}${inField(field)}`];
  return [`${word}  ${mutation} in ${kind} ${visible(policy)}: ${visible(change)}`, ...where];
}

function inField(field: string): string {
  return field === '' ? '' : `, ${visible(field)}`;
}

function more(what: string, count: number): readonly string[] {
  return count > 0 ? [`${count} more ${what}; \`--format json\` lists all`] : [];
}
