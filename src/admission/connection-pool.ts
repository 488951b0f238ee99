/** What Istio's webhook says of connection pools (DestinationRule, Sidecar). */
import type { Findings } from './admission';
import { checkDuration, readDuration } from './durations';
import { MILLISECOND } from './go/duration';
import { at, child, flag, isSet, type Message, number, text } from './message';

const HTTP_COUNTS = [
  'http1MaxPendingRequests',
  'http2MaxRequests',
  'maxRequestsPerConnection',
  'maxRetries',
  'maxConcurrentStreams',
];

/** @see istio pkg/config/validation/validation.go, `validateConnectionPool` */
export function checkConnectionPool(pool: Message | undefined, findings: Findings): void {
  if (pool === undefined) return;
  const [http, tcp] = [child(pool, 'http'), child(pool, 'tcp')];
  if (http === undefined && tcp === undefined)
    findings.reject(pool.field, 'the connection pool is empty; give `http` or `tcp`');
  if (http !== undefined) checkHttpPool(http, findings);
  if (tcp !== undefined) checkTcpPool(tcp, findings);
}

function checkHttpPool(http: Message, findings: Findings): void {
  checkCounts(http, HTTP_COUNTS, findings);
  checkDurations(http, ['idleTimeout'], findings);
  if (text(http, 'h2UpgradePolicy') === 'UPGRADE' && flag(http, 'useClientProtocol'))
    findings.reject(http.field, '`useClientProtocol` contradicts `h2UpgradePolicy: UPGRADE`; keep one');
  const keepAlive = child(http, 'http2KeepAlive');
  for (const name of keepAlive === undefined ? [] : ['interval', 'timeout']) {
    if (keepAlive === undefined) break;
    if (isSet(keepAlive, name)) checkDuration(keepAlive, name, findings);
    else findings.reject(at(keepAlive, name), 'this field is required, such as `30s`');
  }
}

function checkTcpPool(tcp: Message, findings: Findings): void {
  checkCounts(tcp, ['maxConnections'], findings);
  checkDurations(tcp, ['connectTimeout', 'maxConnectionDuration'], findings);
  if (isSet(tcp, 'idleTimeout')) checkIdleTimeout(tcp, findings);
  const keepAlive = child(tcp, 'tcpKeepalive');
  if (keepAlive !== undefined) checkDurations(keepAlive, ['time', 'interval'], findings);
}

/** Zero switches the timeout off. */
function checkIdleTimeout(tcp: Message, findings: Findings): void {
  const silent: Findings = { reject: () => undefined, warn: () => undefined };
  const duration = readDuration(tcp, 'idleTimeout', silent);
  if (duration === undefined || duration / MILLISECOND !== 0n) checkDuration(tcp, 'idleTimeout', findings);
}

function checkCounts(message: Message, names: readonly string[], findings: Findings): void {
  for (const name of names)
    if (number(message, name) < 0)
      findings.reject(at(message, name), `\`${number(message, name)}\` is negative; give 0 or more`);
}

function checkDurations(message: Message, names: readonly string[], findings: Findings): void {
  for (const name of names) if (isSet(message, name)) checkDuration(message, name, findings);
}
