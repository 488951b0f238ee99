/** What Istio's webhook says of CORS and of injected faults (VirtualService). */
import type { Findings } from './admission';
import { checkDuration, readDuration } from './durations';
import { SECOND } from './go/duration';
import { isHeaderName } from './istio-names';
import { listed, shown } from './json';
import { at, child, children, isSet, type Message, number, text, texts } from './message';
import { regexMatchProblem } from './string-match';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', '*'];

/** @see istio pkg/util/grpc/codes.go, `SupportedGRPCStatus` */
const GRPC_STATUS = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

/** @see istio pkg/config/validation/validation.go, `validateCORSPolicy` */
export function checkCors(policy: Message | undefined, findings: Findings): void {
  if (policy === undefined) return;
  for (const origin of children(policy, 'allowOrigins')) {
    if (!['exact', 'prefix', 'regex'].some((name) => text(origin, name) !== ''))
      findings.reject(origin.field, 'an origin is empty; give `exact`, `prefix` or `regex`');
    findings.reject(origin.field, regexMatchProblem(origin));
  }
  for (const method of texts(policy, 'allowMethods'))
    if (!METHODS.includes(method))
      findings.reject(at(policy, 'allowMethods'), `${shown(method)} is no method; use one of ${listed(METHODS)}`);
  for (const name of ['allowHeaders', 'exposeHeaders'])
    for (const header of texts(policy, name))
      if (!isHeaderName(header)) findings.reject(at(policy, name), `header name ${shown(header)} is not valid`);
  if (!isSet(policy, 'maxAge')) return;
  checkDuration(policy, 'maxAge', findings);
  const silent: Findings = { reject: () => undefined, warn: () => undefined };
  if ((readDuration(policy, 'maxAge', silent) ?? 0n) % SECOND > 0n)
    findings.reject(
      at(policy, 'maxAge'),
      `${shown(text(policy, 'maxAge'))} is finer than a second; give whole seconds`,
    );
}

/** @see istio pkg/config/validation/validation.go, `validateHTTPFaultInjection` */
export function checkFault(fault: Message | undefined, findings: Findings): void {
  if (fault === undefined) return;
  const [abort, delay] = [child(fault, 'abort'), child(fault, 'delay')];
  if (abort === undefined && delay === undefined) findings.reject(fault.field, 'a fault needs `abort` or `delay`');
  if (abort !== undefined) checkAbort(abort, findings);
  if (delay === undefined) return;
  checkPercentage(delay, findings);
  if (isSet(delay, 'fixedDelay')) checkDuration(delay, 'fixedDelay', findings);
  if (isSet(delay, 'exponentialDelay'))
    findings.reject(at(delay, 'exponentialDelay'), 'Istio does not support this; use `fixedDelay`');
}

/** Istio also has a warning for an abort without status, and drops it on the way. */
function checkAbort(abort: Message, findings: Findings): void {
  checkPercentage(abort, findings);
  if (isSet(abort, 'grpcStatus')) {
    const status = text(abort, 'grpcStatus');
    if (!GRPC_STATUS.includes(status))
      findings.reject(at(abort, 'grpcStatus'), `${shown(status)} is no gRPC status; use one of ${listed(GRPC_STATUS)}`);
  } else if (isSet(abort, 'http2Error')) {
    findings.reject(at(abort, 'http2Error'), 'Istio does not support this; use `httpStatus`');
  } else if (isSet(abort, 'httpStatus')) {
    findings.reject(at(abort, 'httpStatus'), statusProblem(number(abort, 'httpStatus')));
  }
}

/** @see istio pkg/config/validation/validation.go, `validateHTTPStatus` */
export function statusProblem(status: number): string | undefined {
  return status >= 200 && status <= 600 ? undefined : `\`${status}\` is no status of an answer; give 200 to 599`;
}

/** @see istio pkg/config/validation/validation.go, `validatePercentage` */
function checkPercentage(message: Message, findings: Findings): void {
  const percentage = child(message, 'percentage');
  const value = percentage === undefined ? 0 : number(percentage, 'value');
  if (value < 0 || value > 100 || (value > 0 && value < 0.0001))
    findings.reject(at(message, 'percentage.value'), `\`${value}\` is no percentage; give 0, or 0.0001 to 100`);
}
