/** What Istio's webhook says of mirroring, redirects, answers, rewrites and retries of an HTTP route. */
import type { Findings } from './admission';
import { checkDuration } from './durations';
import { tryInteger } from './go/numbers';
import { statusProblem } from './http-filters';
import { portProblem } from './istio-names';
import { shown } from './json';
import { at, child, children, isSet, type Message, number, text } from './message';
import { checkDestination } from './route-destination';
import { expressionProblem } from './string-match';

const MANY_BYTES = 100 * 1024;
const MAX_BYTES = 1024 * 1024;

/** @see istio pkg/config/validation/agent/validation.go, `supportedRetryOnPolicies` */
const RETRY_ON = `5xx gateway-error reset reset-before-request connect-failure retriable-4xx refused-stream
retriable-status-codes retriable-headers envoy-ratelimited http3-post-connect-failure cancelled deadline-exceeded
internal resource-exhausted unavailable`.split(/\s+/);

/** The numbers that Go has a text for. @see go net/http `StatusText` */
const STATUS_NUMBERS: readonly (readonly [from: number, to: number])[] = [
  [100, 103],
  [200, 208],
  [226, 226],
  [300, 305],
  [307, 308],
  [400, 418],
  [421, 426],
  [428, 429],
  [431, 431],
  [451, 451],
  [500, 508],
  [510, 511],
];

/** @see istio pkg/config/validation/virtualservice.go, `validateHTTPRoute`; validation.go, `validateHTTPMirrors` */
export function checkMirrors(route: Message, findings: Findings): void {
  for (const name of ['mirrorPercent', 'mirror_percent']) {
    if (!isSet(route, name)) continue;
    if (number(route, name) > 100) findings.reject(at(route, name), `\`${number(route, name)}\` is above 100`);
    findings.warn(at(route, name), 'this field is deprecated; use `mirrorPercentage`');
  }
  checkPercentage(child(route, 'mirrorPercentage'), findings);
  checkDestination(child(route, 'mirror'), findings);
  for (const mirror of children(route, 'mirrors')) {
    const destination = child(mirror, 'destination');
    if (destination === undefined) findings.reject(at(mirror, 'destination'), 'a mirror needs a destination');
    checkDestination(destination, findings);
    checkPercentage(child(mirror, 'percentage'), findings);
  }
}

function checkPercentage(percentage: Message | undefined, findings: Findings): void {
  const value = percentage === undefined ? 0 : number(percentage, 'value');
  if (percentage !== undefined && (value < 0 || value > 100))
    findings.reject(at(percentage, 'value'), `\`${value}\` is no percentage; give 0 to 100`);
}

/** Redirect, direct response and rewrite. */
export function checkAnswers(route: Message, findings: Findings): void {
  const redirect = child(route, 'redirect');
  if (redirect !== undefined) checkRedirect(redirect, children(route, 'match'), findings);
  const response = child(route, 'directResponse');
  if (response !== undefined) {
    const body = child(response, 'body');
    const size = body === undefined ? 0 : bodySize(body);
    if (size > MAX_BYTES)
      findings.reject(at(response, 'body'), `the body has ${size} bytes; at most ${MAX_BYTES} are accepted`);
    else if (size > MANY_BYTES)
      findings.warn(at(response, 'body'), `the body has ${size} bytes, which every proxy has to keep`);
    findings.reject(at(response, 'status'), statusProblem(number(response, 'status')));
  }
  const rewrite = child(route, 'rewrite');
  if (rewrite !== undefined) checkRewrite(rewrite, findings);
}

function bodySize(body: Message): number {
  return Math.max(Buffer.byteLength(text(body, 'string')), Buffer.from(text(body, 'bytes'), 'base64').length);
}

/** @see istio pkg/config/validation/validation.go, `validateHTTPRedirect` */
function checkRedirect(redirect: Message, matches: readonly Message[], findings: Findings): void {
  const given = (name: string) => text(redirect, name) !== '';
  if (given('uri') && given('prefixRewrite'))
    findings.reject(redirect.field, '`uri` and `prefixRewrite` exclude each other; keep one');
  const uris = matches.flatMap((match) => child(match, 'uri') ?? []);
  if (given('prefixRewrite') && uris.some((uri) => !isSet(uri, 'prefix')))
    findings.reject(at(redirect, 'prefixRewrite'), 'a prefix is only rewritten where every `uri` matches a `prefix`');
  const changes = ['uri', 'prefixRewrite', 'authority', 'scheme'].some(given);
  if (!changes && !isSet(redirect, 'port') && !isSet(redirect, 'derivePort'))
    findings.reject(redirect.field, 'this redirects to the same place; give `uri`, `authority`, `scheme` or `port`');
  const code = number(redirect, 'redirectCode');
  if (code !== 0 && (code < 300 || code > 399))
    findings.reject(at(redirect, 'redirectCode'), `\`${code}\` is no redirect; give 300 to 399`);
  if (!['', 'http', 'https'].includes(text(redirect, 'scheme')))
    findings.reject(at(redirect, 'scheme'), `${shown(text(redirect, 'scheme'))} is neither \`http\` nor \`https\``);
  if (number(redirect, 'port') > 0) findings.reject(at(redirect, 'port'), portProblem(number(redirect, 'port')));
}

/** @see istio pkg/config/validation/validation.go, `validateHTTPRewrite`, `validateURIRegexRewrite` */
function checkRewrite(rewrite: Message, findings: Findings): void {
  const regex = child(rewrite, 'uriRegexRewrite');
  if (text(rewrite, 'uri') !== '' && regex !== undefined)
    findings.reject(rewrite.field, '`uri` and `uriRegexRewrite` exclude each other; keep one');
  if (text(rewrite, 'uri') === '' && text(rewrite, 'authority') === '' && regex === undefined)
    findings.reject(rewrite.field, 'this rewrites nothing; give `uri`, `uriRegexRewrite` or `authority`');
  if (regex === undefined) return;
  if (text(regex, 'match') === '' || text(regex, 'rewrite') === '')
    findings.reject(regex.field, '`match` and `rewrite` are both needed');
  else findings.reject(at(regex, 'match'), expressionProblem(text(regex, 'match')));
}

/** @see istio pkg/config/validation/agent/validation.go, `ValidateHTTPRetry` */
export function checkRetries(retries: Message | undefined, findings: Findings): void {
  if (retries === undefined) return;
  const attempts = number(retries, 'attempts');
  const retryOn = text(retries, 'retryOn');
  if (attempts < 0) findings.reject(at(retries, 'attempts'), `\`${attempts}\` is negative; give 0 or more`);
  if (attempts === 0 && (retryOn !== '' || isSet(retries, 'perTryTimeout') || isSet(retries, 'retryRemoteLocalities')))
    findings.reject(
      at(retries, 'attempts'),
      'without attempts nothing is retried; give a number, or remove the other fields',
    );
  for (const name of ['perTryTimeout', 'backoff']) if (isSet(retries, name)) checkDuration(retries, name, findings);
  for (const condition of retryOn === '' ? [] : retryOn.split(',')) {
    const status = tryInteger(condition) ?? 0;
    const known = RETRY_ON.includes(condition) || STATUS_NUMBERS.some(([from, to]) => from <= status && status <= to);
    if (!known)
      findings.reject(
        at(retries, 'retryOn'),
        `${shown(condition)} is no reason to retry; use one such as \`5xx\`, without blanks`,
      );
  }
}
