/** What Istio's webhook says of a Telemetry. */
import type { Findings } from './admission';
import { celSyntaxProblem } from './cel-syntax';
import { at, child, childEntries, children, isSet, type Message, number, text } from './message';
import { checkTargeting } from './selection';

/** @see istio pkg/config/validation/validation.go, `ValidateTelemetry` */
export function checkTelemetry(spec: Message, findings: Findings): void {
  checkTargeting(spec, findings);
  for (const metrics of children(spec, 'metrics')) checkMetrics(metrics, findings);
  const tracing = children(spec, 'tracing');
  if (tracing.length > 1) findings.warn(at(spec, 'tracing'), 'only the first entry counts; keep one');
  for (const each of tracing) checkTracing(each, findings);
  for (const logging of children(spec, 'accessLogging')) {
    const filter = child(logging, 'filter');
    if (filter !== undefined) findings.reject(at(filter, 'expression'), celSyntaxProblem(text(filter, 'expression')));
    checkProviders(logging, findings);
  }
}

/** @see istio pkg/config/validation/validation.go, `validateTelemetryMetrics` */
function checkMetrics(metrics: Message, findings: Findings): void {
  checkProviders(metrics, findings);
  for (const override of children(metrics, 'overrides')) {
    for (const [name, tag] of childEntries(override, 'tagOverrides')) {
      if (name === '') findings.warn(at(override, 'tagOverrides'), 'a tag has no name; name it');
      const removes = text(tag, 'operation') === 'REMOVE';
      if (removes && text(tag, 'value') !== '') findings.reject(at(tag, 'value'), 'operation `REMOVE` takes no value');
      if (!removes && text(tag, 'value') === '')
        findings.reject(at(tag, 'value'), 'operation `UPSERT`, which is the default, needs a value');
    }
    const match = child(override, 'match');
    if (match !== undefined && isSet(match, 'customMetric') && text(match, 'customMetric') === '')
      findings.reject(at(match, 'customMetric'), 'the metric has no name');
  }
}

/** @see istio pkg/config/validation/validation.go, `validateTelemetryTracing` */
function checkTracing(tracing: Message, findings: Findings): void {
  if (children(tracing, 'providers').length > 1)
    findings.warn(at(tracing, 'providers'), 'only one provider is supported; keep one');
  checkProviders(tracing, findings);
  const sampling = number(tracing, 'randomSamplingPercentage');
  if (sampling < 0 || sampling > 100)
    findings.reject(at(tracing, 'randomSamplingPercentage'), `\`${sampling}\` is no percentage; give 0 to 100`);
  for (const [name, tag] of childEntries(tracing, 'customTags')) {
    if (name === '') findings.reject(at(tracing, 'customTags'), 'a tag has no name; name it');
    for (const [kind, field] of [
      ['literal', 'value'],
      ['header', 'name'],
      ['environment', 'name'],
    ] as const) {
      const source = child(tag, kind);
      if (source !== undefined && text(source, field) === '') findings.reject(at(source, field), 'this is empty');
    }
  }
}

function checkProviders(message: Message, findings: Findings): void {
  for (const provider of children(message, 'providers'))
    if (text(provider, 'name') === '') findings.reject(at(provider, 'name'), 'a provider has no name');
}
