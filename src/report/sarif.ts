/**
 * The report for code scanning.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import { type Code, entryOf, helpUriOf, PROJECT_URL, type Severity } from '../findings/catalogue';
import { type Finding, showObject } from '../findings/finding';
import { summaryOf } from '../findings/report';
import type { Reporter } from './reporter';
import { uriOf, withoutLinks } from './sarif-text';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<Severity, string>;

export const sarif: Reporter = (report, { version }) => {
  // either all results of a run are compared with a baseline, or none
  const compared = (state: 'new' | 'unchanged') => (report.baselined.length > 0 ? { baselineState: state } : {});
  const everything: readonly { finding: Finding; extra: object }[] = [
    ...report.findings.map((finding) => ({ finding, extra: compared('new') })),
    ...report.baselined.map((finding) => ({ finding, extra: compared('unchanged') })),
    ...report.suppressed.map(({ finding, reason, by }) => ({
      finding,
      extra: {
        ...compared('new'),
        suppressions: [{ kind: by === 'annotation' ? 'inSource' : 'external', justification: reason }],
      },
    })),
  ];
  const codes = [...new Set(everything.map(({ finding }) => finding.code))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'zero-trust', version, informationUri: PROJECT_URL, rules: codes.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results: everything.map(({ finding, extra }) => ({ ...resultOf(finding, codes), ...extra })),
        properties: { summary: summaryOf(report), assumptions: report.assumptions },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
};

function ruleOf(code: Code) {
  const { title, severity, category, exactness, docs } = entryOf(code);
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: docs },
    helpUri: helpUriOf(code),
    help: { text: docs },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { category, exactness, tags: ['security', category] },
  };
}

function resultOf({ code, severity, message, object, field, location }: Finding, codes: readonly Code[]) {
  const name = object === undefined ? undefined : showObject(object);
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: LEVELS[severity],
    message: { text: withoutLinks(name === undefined ? message : `${name}: ${message}`) },
    ...(location && {
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: uriOf(location.file) },
            region: { startLine: location.line, startColumn: location.column },
          },
          ...(name !== undefined && {
            logicalLocations: [{ fullyQualifiedName: field === '' ? name : `${name} ${field}`, kind: 'object' }],
          }),
        },
      ],
    }),
    // without the line, so that a finding is the same one after an edit above it
    partialFingerprints: { 'zeroTrustFinding/v1': [code, name ?? '', field].join('|') },
  };
}
