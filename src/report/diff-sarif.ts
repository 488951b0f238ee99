/**
 * What became wider and what narrower, for code scanning: a result a row, at the object that made it so.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import { PROJECT_URL } from '../findings/catalogue';
import { visible } from '../findings/visible';
import { showRequest } from '../policy/request-words';
import type { Change } from '../reach/changes';
import type { ReachComparison } from '../reach/compare';
import {
  callersInWords,
  changeInWords,
  type DiffRow,
  diffRowsOf,
  type DoubtRow,
  doubtRowsOf,
  isFailing,
  summaryOfDiff,
  witnessAmong,
} from './diff-rows';
import type { DiffOptions } from './diff-options';
import { requestsInWords } from './request-box';
import { uriOf, withoutLinks } from './sarif-text';
import { outcomeInWords } from './outcome-words';

const RULES = [
  { id: 'access-wider', text: 'somebody may send more than before' },
  { id: 'access-narrower', text: 'somebody may send less than before' },
  { id: 'access-undecided', text: 'whether somebody may send more or less cannot be told' },
] as const;

const MOST_CALLERS = 8;
const MOST_REQUESTS = 6;

export function diffSarif(comparison: ReachComparison, options: DiffOptions): string {
  const results = [
    ...diffRowsOf(comparison).map((row) => resultOf(row, options)),
    ...doubtRowsOf(comparison).map(doubtOf),
  ];
  const rules = RULES.map(({ id, text }) => ({ id, shortDescription: { text }, properties: { tags: ['security'] } }));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'zero-trust', version: options.version, informationUri: PROJECT_URL, rules } },
        columnKind: 'utf16CodeUnits',
        results,
        properties: { summary: summaryOfDiff(comparison) },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function resultOf({ kind, differences }: DiffRow, options: DiffOptions): object {
  const [{ to, port, requests, cause }] = differences;
  const witness = witnessAmong(differences);
  const example =
    witness === undefined
      ? ''
      : `; for example ${showRequest(witness.request)}: ${outcomeInWords(witness.before)} before, ${outcomeInWords(witness.after)} now`;
  const callers = callersInWords(differences, MOST_CALLERS);
  const what = kind === 'wider' ? 'may now send' : 'may no longer send';
  const message = `${callers} ${what} ${requestsInWords(requests, MOST_REQUESTS)} to ${to}, port ${port}${example}`;
  const level = isFailing(kind, options.failOn) ? 'error' : 'note';
  return result(`access-${kind}`, level, message, [to, port, callers], cause, options);
}

function doubtOf({ doubts }: DoubtRow): object {
  const [{ to, port, because }] = doubts;
  const callers = callersInWords(doubts, MOST_CALLERS);
  const message = `what ${callers} may send to ${to}, port ${port}, cannot be told: ${because.join('; ')}`;
  return result('access-undecided', 'warning', message, [to, port, callers], []);
}

function result(
  ruleId: (typeof RULES)[number]['id'],
  level: string,
  message: string,
  fingerprint: readonly (string | number)[],
  cause: readonly Change[],
  options?: DiffOptions,
): object {
  const locations = cause.flatMap((change) => {
    const { file, line, column } = options?.writtenAt(change) ?? {};
    if (file === undefined) return [];
    const region = { startLine: line, startColumn: column };
    return [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(file) }, region },
        logicalLocations: [{ fullyQualifiedName: changeInWords(change), kind: 'object' }],
      },
    ];
  });
  return {
    ruleId,
    ruleIndex: RULES.findIndex(({ id }) => id === ruleId),
    level,
    message: { text: withoutLinks(visible(message)) },
    ...(locations.length === 0 ? {} : { locations }),
    partialFingerprints: { 'zeroTrustDifference/v1': [ruleId, ...fingerprint].join('|') },
  };
}
