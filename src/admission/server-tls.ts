/** What Istio's webhook says of TLS that a proxy serves (Gateway, Sidecar). */
import type { Findings } from './admission';
import { listed } from './json';
import { at, children, isSet, type Message, text, texts } from './message';

const CIPHER_SUITES: ReadonlySet<string> = new Set([
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-RSA-AES128-SHA',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-RSA-AES256-SHA',
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-SHA',
  'AES256-SHA',
  'DES-CBC3-SHA',
]);
const CERTIFICATE_FIELDS = [
  'serverCertificate',
  'privateKey',
  'caCertificates',
  'tlsCertificates',
  'credentialName',
  'credentialNames',
];
const TERMINATING = ['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL'];

/** The mode; absent means to pass TLS through. */
export function tlsMode(tls: Message): string {
  return text(tls, 'mode') || 'PASSTHROUGH';
}

/** @see istio pkg/config/validation/validation.go, `validateTLSOptions` */
export function checkServerTls(tls: Message | undefined, findings: Findings): void {
  if (tls === undefined) return;
  checkCiphers(tls, findings);
  const mode = tlsMode(tls);
  const filled = CERTIFICATE_FIELDS.filter((name) => isFilled(tls, name));
  if (mode === 'ISTIO_MUTUAL') {
    for (const name of filled)
      findings.reject(at(tls, name), 'mode `ISTIO_MUTUAL` uses the certificates of the mesh; remove this field');
    return;
  }
  if (['PASSTHROUGH', 'AUTO_PASSTHROUGH'].includes(mode) && (filled.length > 0 || isFilled(tls, 'caCrl')))
    findings.warn(tls.field, `mode \`${mode}\` uses no certificates; remove them, or set another mode`);
  checkSources(tls, findings);
  const credential = isFilled(tls, 'credentialName') || isSet(tls, 'credentialNames');
  if (TERMINATING.includes(mode)) {
    if (credential) return;
    checkFiles(tls, mode, findings);
  }
  if (!isFilled(tls, 'caCrl')) return;
  if (isFilled(tls, 'credentialName'))
    findings.reject(at(tls, 'caCrl'), '`credentialName` already names the revocation list; remove this field');
  if (mode === 'SIMPLE')
    findings.reject(at(tls, 'caCrl'), 'mode `SIMPLE` asks for no client certificate to revoke; remove it');
}

/** Certificates come from one place. */
function checkSources(tls: Message, findings: Findings): void {
  const sources = ['credentialName', 'credentialNames', 'tlsCertificates'].filter((name) => isFilled(tls, name));
  const files = isFilled(tls, 'serverCertificate') && isFilled(tls, 'privateKey') ? ['serverCertificate'] : [];
  if (sources.length + files.length > 1)
    findings.reject(tls.field, `${listed([...files, ...sources])} exclude each other; keep one source of certificates`);
}

function checkFiles(tls: Message, mode: string, findings: Findings): void {
  if (mode !== 'SIMPLE' && !isFilled(tls, 'caCertificates'))
    findings.reject(at(tls, 'caCertificates'), `mode \`${mode}\` needs the certificates by which clients are verified`);
  const certificates = isSet(tls, 'tlsCertificates') ? children(tls, 'tlsCertificates') : [tls];
  if (certificates.length > 2)
    findings.warn(at(tls, 'tlsCertificates'), 'at most two certificates are used, one RSA and one ECDSA');
  for (const certificate of certificates)
    for (const name of ['serverCertificate', 'privateKey'])
      if (!isFilled(certificate, name))
        findings.reject(at(certificate, name), `mode \`${mode}\` needs \`${name}\`, or a \`credentialName\``);
}

/** @see istio pkg/config/security/security.go, `IsValidCipherSuite` */
function checkCiphers(tls: Message, findings: Findings): void {
  const suites = texts(tls, 'cipherSuites');
  if (['TLSV1_0', 'TLSV1_1'].includes(text(tls, 'minProtocolVersion')) && suites.length === 0)
    findings.warn(
      at(tls, 'minProtocolVersion'),
      'versions below `TLSV1_2` have no default ciphers; name `cipherSuites`',
    );
  const unknown = suites.filter((suite) => !isCipherSuite(suite));
  if (unknown.length > 0) findings.warn(at(tls, 'cipherSuites'), `unknown ciphers are ignored: ${listed(unknown)}`);
  const twice = suites.filter((suite, index) => isCipherSuite(suite) && suites.indexOf(suite) !== index);
  if (twice.length > 0) findings.warn(at(tls, 'cipherSuites'), `these ciphers are there twice: ${listed(twice)}`);
}

/** Expressions such as `-ALL` and `+SHA` are not looked into; only words are compared. */
function isCipherSuite(suite: string): boolean {
  return suite === '' || suite === 'ALL' || !/^[\p{L}\p{N}]/u.test(suite) || CIPHER_SUITES.has(suite);
}

function isFilled(tls: Message, name: string): boolean {
  return isSet(tls, name) && tls.json[name] !== '';
}
