/** How does a report of ours look as a report of cdk8s-cli, and does it fail the synth? */
import { entryOf, helpUriOf, type Severity } from '../findings/catalogue';
import { type Finding, isAtLeast, showObject } from '../findings/finding';
import { type Report, summaryOf } from '../findings/report';
import { visible } from '../findings/visible';
import { groupBy } from '../policy/group-by';
import type { Manifests } from '../policy/manifest';
import type { HostContext, ViolatingResource } from './host';

/** One violation a code, as the report of cdk8s-cli is made; what is below the threshold is shown and does not fail. */
export function submitReport(context: HostContext, report: Report, read: Manifests, failOn: Severity): void {
  const nameOf = resourceNames(read);
  for (const [code, findings] of groupBy(report.findings, ({ code }) => code)) {
    const { title, severity, docs } = entryOf(code);
    const resources = groupBy(findings, (finding) => `${finding.location?.file} ${nameOf(finding)}`).values();
    context.report.addViolation({
      ruleName: `${severity} ${code}: ${title}`,
      recommendation: docs,
      fix: `as said at each location; more at ${helpUriOf(code)}`,
      violatingResources: [...resources].map((ones) => resourceOf(ones, nameOf)),
    });
  }
  // a check of ours that failed leaves open what it would have found
  const fails = report.findings.some(({ code, severity }) => code === 'ZT901' || isAtLeast(severity, failOn));
  context.report.submit(fails ? 'failure' : 'success', metadataOf(report));
}

function resourceOf(findings: readonly Finding[], nameOf: (finding: Finding) => string): ViolatingResource {
  const [first] = findings as readonly [Finding, ...Finding[]];
  return {
    resourceName: nameOf(first),
    locations: findings.map(({ object, field, location, message }) => {
      const place = [object && showObject(object), field, location && `line ${location.line}`].filter(Boolean);
      return visible(`${place.join(', ')}: ${message}`);
    }),
    manifestPath: first.location?.file ?? '',
  };
}

/**
 * The name by which cdk8s-cli finds the construct. It knows one construct a name, whatever its kind and namespace, so
 * where two objects share a name ours is none that it knows: no path of a construct is better than that of another.
 */
function resourceNames({ manifests }: Manifests): (finding: Finding) => string {
  const counts = new Map<string, number>();
  for (const { name } of manifests) counts.set(name, (counts.get(name) ?? 0) + 1);
  return ({ object, location }) => {
    if (object === undefined) return location?.file ?? '';
    return counts.get(object.name) === 1 ? object.name : showObject(object);
  };
}

function metadataOf(report: Report): Record<string, string> {
  const { objects, error, warning, info, suppressed, undecided } = summaryOf(report);
  const numbers = { Objects: objects, Errors: error, Warnings: warning, Infos: info, Suppressed: suppressed };
  return {
    ...Object.fromEntries(Object.entries({ ...numbers, Undecided: undecided }).map(([name, n]) => [name, String(n)])),
    ...(report.assumptions.length > 0 && { Assumed: report.assumptions.join('\n') }),
  };
}
