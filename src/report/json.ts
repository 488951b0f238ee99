/** The report for programs. A contract: fields may be added, none renamed or removed. */
import type { Finding } from '../findings/finding';
import { summaryOf } from '../findings/report';
import type { Reporter } from './reporter';

export const json: Reporter = (report) => {
  const content = {
    findings: report.findings.map(findingOf),
    summary: summaryOf(report),
    suppressed: report.suppressed.map(({ finding, reason }) => ({ ...findingOf(finding), reason })),
    baselined: report.baselined.map(findingOf),
    assumptions: report.assumptions,
    unknownKinds: report.unknownKinds,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
};

/** The excerpt stays out: the file has it. */
function findingOf({ code, title, severity, category, message, object, field, location, witness }: Finding) {
  const { file, document, line, column } = location ?? {};
  return {
    code,
    title,
    severity,
    category,
    message,
    ...(object && { object }),
    field,
    ...(location && { location: { file, document, line, column } }),
    ...(witness && { witness }),
  };
}
