/** What Istio's webhook says of the ports of a Sidecar. */
import type { Findings } from './admission';
import { checkConnectionPool } from './connection-pool';
import { tryInteger, trySplitHostPort } from './go/numbers';
import { ipAddressProblem, labelProblem, portProblem, socketProblem } from './istio-names';
import { shown } from './json';
import { at, child, flag, isSet, type Message, number, text } from './message';
import { isHttp, isTls, protocolProblem } from './protocols';
import { checkServerTls, tlsMode } from './server-tls';

const UNIX = 'unix://';
const UNSUPPORTED_TLS = ['subjectAltNames', 'credentialName', 'credentialNames', 'tlsCertificates'];

/** @see istio pkg/config/validation/validation.go, `ValidateSidecar`, the loop over `rule.Ingress` */
export function checkIngress(listener: Message, findings: Findings): void {
  const port = child(listener, 'port');
  if (port === undefined) return findings.reject(at(listener, 'port'), 'a listener for incoming traffic needs a port');
  checkPort(port, findings);
  findings.reject(at(port, 'number'), portProblem(number(port, 'number')));
  const bind = text(listener, 'bind');
  if (bind !== '') findings.reject(at(listener, 'bind'), ipAddressProblem(bind));
  findings.reject(at(listener, 'defaultEndpoint'), endpointProblem(text(listener, 'defaultEndpoint')));
  checkTls(child(listener, 'tls'), text(port, 'protocol'), findings);
  const pool = child(listener, 'connectionPool');
  checkConnectionPool(pool, findings);
  if (pool !== undefined && isSet(pool, 'http') && !isHttp(text(port, 'protocol')))
    findings.warn(
      at(pool, 'http'),
      `port \`${number(port, 'number')}\` does not speak HTTP, so these settings do nothing`,
    );
}

/** @see istio pkg/config/validation/validation.go, `validateSidecarEgressPortBindAndCaptureMode` */
export function checkEgressPort(listener: Message, port: Message, findings: Findings): void {
  checkPort(port, findings);
  const bind = text(listener, 'bind');
  if (number(port, 'number') !== 0) {
    findings.reject(at(port, 'number'), portProblem(number(port, 'number')));
    if (bind !== '') findings.reject(at(listener, 'bind'), ipAddressProblem(bind));
    return;
  }
  if (bind.startsWith(UNIX)) findings.reject(at(listener, 'bind'), socketProblem(bind.slice(UNIX.length)));
  else findings.reject(at(listener, 'bind'), 'port 0 is for Unix sockets; bind to `unix:///path`, or give a port');
  if (!['', 'DEFAULT', 'NONE'].includes(text(listener, 'captureMode')))
    findings.reject(at(listener, 'captureMode'), 'traffic to a Unix socket is not captured; use `DEFAULT` or `NONE`');
}

function checkPort(port: Message, findings: Findings): void {
  if (number(port, 'targetPort') > 0)
    findings.reject(at(port, 'targetPort'), 'this has no effect in a Sidecar; remove it');
  const name = text(port, 'name');
  if (name !== '') findings.reject(at(port, 'name'), labelProblem('port name', name));
  findings.reject(at(port, 'protocol'), protocolProblem(text(port, 'protocol')));
}

/** Traffic goes on to the workload itself: on this machine only. */
function endpointProblem(endpoint: string): string | undefined {
  if (endpoint === '') return undefined;
  if (endpoint.startsWith(UNIX)) return socketProblem(endpoint.slice(UNIX.length));
  const { host = undefined, port = '' } = trySplitHostPort(endpoint) ?? {};
  const local = host !== undefined && ['', '127.0.0.1', '0.0.0.0', '::1', '::'].includes(host);
  const numbered = tryInteger(port);
  if (local && numbered !== undefined && portProblem(numbered) === undefined) return undefined;
  return `${shown(endpoint)} is no endpoint of the workload; write \`127.0.0.1:<port>\`, \`0.0.0.0:<port>\`, \`[::1]:<port>\`, \`[::]:<port>\` or \`unix:///path\``;
}

function checkTls(tls: Message | undefined, protocol: string, findings: Findings): void {
  if (tls === undefined) return;
  for (const name of UNSUPPORTED_TLS)
    if (isSet(tls, name) && tls.json[name] !== '')
      findings.reject(at(tls, name), 'a Sidecar does not support this; use files');
  if (flag(tls, 'httpsRedirect')) findings.reject(at(tls, 'httpsRedirect'), 'a Sidecar does not redirect; remove it');
  const mode = tlsMode(tls);
  if (['ISTIO_MUTUAL', 'AUTO_PASSTHROUGH'].includes(mode))
    findings.reject(at(tls, 'mode'), `mode \`${mode}\` is not for a Sidecar; use \`SIMPLE\` or \`MUTUAL\``);
  if (!isTls(protocol)) findings.reject(tls.field, `protocol ${shown(protocol)} has no TLS; use \`HTTPS\` or \`TLS\``);
  checkServerTls(tls, findings);
}
