/** What Istio's webhook says of a WorkloadGroup. */
import type { Findings } from './admission';
import { portProblem, tagProblems } from './istio-names';
import { shown } from './json';
import { at, child, children, isSet, type Message, number, text, textEntries } from './message';

const COUNTS = ['periodSeconds', 'initialDelaySeconds', 'timeoutSeconds', 'successThreshold', 'failureThreshold'];

/** @see istio pkg/config/validation/validation.go, `ValidateWorkloadGroup` */
export function checkWorkloadGroup(spec: Message, findings: Findings): void {
  if (!isSet(spec, 'template')) findings.reject(at(spec, 'template'), 'a template of the workloads is required');
  const metadata = child(spec, 'metadata');
  for (const problem of metadata === undefined ? [] : tagProblems(textEntries(metadata, 'labels')))
    findings.reject(at(spec, 'metadata.labels'), problem);
  const probe = child(spec, 'probe');
  if (probe !== undefined) checkProbe(probe, findings);
}

/** @see istio pkg/config/validation/validation.go, `validateReadinessProbe`, which does not know `grpc` */
function checkProbe(probe: Message, findings: Findings): void {
  for (const name of COUNTS)
    if (number(probe, name) < 0)
      findings.reject(at(probe, name), `\`${number(probe, name)}\` is negative; give 0 or more`);
  const [http, tcp, exec] = [child(probe, 'httpGet'), child(probe, 'tcpSocket'), child(probe, 'exec')];
  if (http === undefined && tcp === undefined && exec === undefined)
    findings.reject(probe.field, 'Istio takes `httpGet`, `tcpSocket` or `exec`; give one of them');
  for (const method of [http, tcp])
    if (method !== undefined) findings.reject(at(method, 'port'), portProblem(number(method, 'port')));
  if (exec !== undefined && !isSet(exec, 'command')) findings.reject(at(exec, 'command'), 'a command is required');
  if (http === undefined) return;
  if (!['', 'HTTP', 'HTTPS'].includes(text(http, 'scheme')))
    findings.reject(at(http, 'scheme'), `${shown(text(http, 'scheme'))} is neither \`HTTP\` nor \`HTTPS\``);
  for (const header of children(http, 'httpHeaders'))
    if (!/^[-A-Za-z0-9]+$/.test(text(header, 'name')))
      findings.reject(
        at(header, 'name'),
        `header ${shown(text(header, 'name'))} is not valid; use letters, digits and \`-\``,
      );
}
