/** What Istio's webhook says of TLS that a client speaks (DestinationRule). */
import type { Findings } from './admission';
import { shown } from './json';
import { at, flag, isSet, type Message, text } from './message';

const CONFIG_MAP = 'configmap://';

/** @see istio pkg/config/validation/agent/validation.go, `ValidateTLS` */
export function checkClientTls(tls: Message | undefined, namespace: string, findings: Findings): void {
  if (tls === undefined) return;
  const credential = text(tls, 'credentialName');
  const mode = text(tls, 'mode');
  checkConfigMap(tls, credential, namespace, findings);
  if (flag(tls, 'insecureSkipVerify')) checkUnverified(tls, mode, findings);
  if (!['SIMPLE', 'MUTUAL'].includes(mode)) return;
  if (credential !== '') {
    for (const name of ['clientCertificate', 'privateKey', 'caCertificates', 'caCrl'])
      if (text(tls, name) !== '')
        findings.reject(at(tls, name), '`credentialName` already names the certificates; keep one of the two');
  } else if (mode === 'MUTUAL') {
    for (const name of ['clientCertificate', 'privateKey'])
      if (text(tls, name) === '')
        findings.reject(at(tls, name), `mode \`MUTUAL\` needs \`${name}\`, or a \`credentialName\``);
  }
}

/** Whoever does not verify the server must not name by what to verify it. */
function checkUnverified(tls: Message, mode: string, findings: Findings): void {
  const contradicting = {
    SIMPLE: ['caCertificates', 'credentialName', 'subjectAltNames'],
    MUTUAL: ['caCertificates', 'subjectAltNames'],
  }[mode];
  for (const name of contradicting ?? [])
    if (isSet(tls, name) && tls.json[name] !== '')
      findings.reject(at(tls, name), 'this has no meaning with `insecureSkipVerify: true`; remove one of the two');
}

/** @see istio pilot/pkg/model/credentials/resource.go, `ParseResourceName` */
function checkConfigMap(tls: Message, credential: string, namespace: string, findings: Findings): void {
  if (!credential.startsWith(CONFIG_MAP)) return;
  const [owner = '', name = ''] = credential.slice(CONFIG_MAP.length).split('/');
  if (owner !== namespace || name === '')
    findings.reject(
      at(tls, 'credentialName'),
      `${shown(credential)} is not a ConfigMap of this namespace; write \`configmap://${namespace}/<name>\``,
    );
}
