/** What Istio's webhook says of a Gateway. */
import type { Findings } from './admission';
import { checkListenerHost } from './listener-hosts';
import { ipAddressProblem, isLabel, portProblem, socketProblem } from './istio-names';
import { shown } from './json';
import { at, child, children, flag, isSet, type Message, number, text, texts } from './message';
import type { Metadata } from './metadata';
import { isHttp, isKnownProtocol, isTls } from './protocols';
import { checkServerTls, tlsMode } from './server-tls';

const UNIX = 'unix://';
const SEMANTICS = 'internal.istio.io/gateway-semantics';

/** @see istio pkg/config/validation/validation.go, `ValidateGateway` */
export function checkGateway(spec: Message, metadata: Metadata, findings: Findings): void {
  const converted = metadata.annotations[SEMANTICS] === 'gateway';
  if (!isLabel(metadata.name) && !converted)
    findings.reject(
      'metadata.name',
      `${shown(metadata.name)} is no name of a Gateway; use at most 63 characters without dots`,
    );
  const servers = children(spec, 'servers');
  if (servers.length === 0) findings.reject(at(spec, 'servers'), 'a Gateway needs at least one server');
  const names = new Set<string>();
  for (const server of servers) {
    checkServer(server, converted, findings);
    const port = child(server, 'port');
    if (port === undefined) continue;
    const name = text(port, 'name');
    if (names.has(name)) findings.reject(at(port, 'name'), `port name ${shown(name)} is there twice; each has its own`);
    names.add(name);
    const tls = child(server, 'tls');
    if (tls !== undefined && flag(tls, 'httpsRedirect') && !isHttp(text(port, 'protocol')))
      findings.warn(at(tls, 'httpsRedirect'), 'only an HTTP server can redirect; remove it, or set protocol `HTTP`');
  }
}

/** @see istio pkg/config/validation/validation.go, `validateServer` */
function checkServer(server: Message, converted: boolean, findings: Findings): void {
  const hosts = texts(server, 'hosts');
  if (hosts.length === 0) findings.reject(at(server, 'hosts'), 'a server needs at least one host');
  for (const host of hosts)
    checkListenerHost(host, at(server, 'hosts'), converted ? 'converted-gateway' : 'gateway', findings);
  const port = child(server, 'port');
  checkBind(server, port, findings);
  const tls = child(server, 'tls');
  checkServerTls(tls, findings);
  if (port === undefined) return findings.reject(at(server, 'port'), 'a server needs a port');
  if (checkPort(port, text(server, 'bind'), findings)) checkTlsFitsPort(server, tls, text(port, 'protocol'), findings);
}

/** Whether the port is fine. */
function checkPort(port: Message, bind: string, findings: Findings): boolean {
  const [protocol, numbered] = [text(port, 'protocol'), number(port, 'number')];
  const problems = {
    protocol: isKnownProtocol(protocol)
      ? undefined
      : `protocol ${shown(protocol)} is unknown; use one such as \`HTTP\`, \`HTTPS\`, \`TLS\` or \`TCP\``,
    number: numbered > 0 || !bind.startsWith(UNIX) ? portProblem(numbered) : undefined,
    targetPort: number(port, 'targetPort') > 0 ? 'this has no effect in a Gateway; remove it' : undefined,
    name: text(port, 'name') === '' ? 'a port needs a name' : undefined,
  };
  for (const [name, problem] of Object.entries(problems)) findings.reject(at(port, name), problem);
  return Object.values(problems).every((problem) => problem === undefined);
}

/** @see istio pkg/config/validation/validation.go, `validateServerBind` */
function checkBind(server: Message, port: Message | undefined, findings: Findings): void {
  const bind = text(server, 'bind');
  if (bind.startsWith(UNIX)) {
    findings.reject(at(server, 'bind'), socketProblem(bind.slice(UNIX.length)));
    if (port !== undefined && number(port, 'number') !== 0)
      findings.reject(at(port, 'number'), 'a Unix socket has no port; write 0');
  } else if (bind !== '') findings.reject(at(server, 'bind'), ipAddressProblem(bind));
}

function checkTlsFitsPort(server: Message, tls: Message | undefined, protocol: string, findings: Findings): void {
  if (isTls(protocol)) {
    if (tls === undefined) findings.reject(at(server, 'tls'), `protocol \`${protocol}\` needs \`tls\``);
    return;
  }
  if (tls === undefined) return;
  const passes = ['PASSTHROUGH', 'AUTO_PASSTHROUGH'].includes(tlsMode(tls));
  const files = ['caCertificates', 'privateKey', 'serverCertificate'].some(
    (name) => isSet(tls, name) && text(tls, name) !== '',
  );
  if (isHttp(protocol) ? !passes || files : true)
    findings.reject(
      tls.field,
      `protocol \`${protocol}\` is plain text and has no TLS; use \`HTTPS\` or \`TLS\`, or remove \`tls\``,
    );
}
