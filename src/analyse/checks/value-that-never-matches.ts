/** Does a policy compare with a value that Istio accepts and no request can have? */
import { checkConditionKey } from '../../istio/attributes';
import { checkMethod } from '../../istio/http-methods';
import { checkHost, checkWildcard } from '../../istio/names';
import { type ComparedValue, conditionsOf, rulesOf } from '../authorization-fields';
import { checkEach } from '../check-rule';

export const valueThatNeverMatches = checkEach('ZT107', 'AuthorizationPolicy', function* (policy, estate) {
  for (const compared of estate.values(policy)) {
    const message = problemOf(compared);
    if (message !== undefined) yield { path: compared.path, message };
  }
  for (const { path, fields } of rulesOf(policy).flatMap(conditionsOf)) {
    const { key } = fields;
    // quotes are the finding ZT101; of unknown keys admission speaks, for the webhook refuses them
    if (typeof key !== 'string' || !/^request\.(headers|auth\.claims)[^[]*\[/.test(key) || /["'`]/.test(key)) continue;
    const message = checkConditionKey(key);
    if (message !== undefined) yield { path: [...path, 'key'], message };
  }
});

function problemOf({ attribute, value }: ComparedValue): string | undefined {
  switch (attribute) {
    case 'source.principal':
      return principalProblem(value);
    case 'source.namespace':
      return namespaceProblem(value);
    case 'source.serviceAccount':
      return /^([a-z0-9]([-a-z0-9]*[a-z0-9])?\/)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(value)
        ? undefined
        : `service account \`${value}\` cannot exist, so it never matches; write \`<namespace>/<name>\` or \`<name>\``;
    case 'methods':
      return value.includes('*') ? methodPattern(value) : methodProblem(value);
    case 'hosts':
      return checkHost(value);
    case 'paths':
      return pathProblem(value);
    case 'destination.port':
      return /^0+$/.test(value)
        ? `port \`${value}\` is no port that anything listens on; name the port of the container`
        : undefined;
    case 'source.ip':
    case 'remote.ip':
    case 'destination.ip':
      return addressProblem(value);
    default:
      return undefined;
  }
}

function principalProblem(value: string): string | undefined {
  if (value === '*' || value.startsWith('spiffe://')) return undefined;
  if (/\s/.test(value)) return `principal \`${value}\` has a blank, so it never matches; write it without`;
  const wildcard = checkWildcard('principal', value);
  if (wildcard !== undefined) return wildcard;
  const [, namespace, account] = /\/ns\/([^/*]+)(?:\/(?:sa\/([^/*]+)$)?|$)/.exec(value) ?? [];
  if (namespace !== undefined && !/^[-a-z0-9]+$/.test(namespace))
    return `principal \`${value}\` never matches, as no namespace is called \`${namespace}\`; names have \`a-z\`, \`0-9\` and \`-\``;
  if (account !== undefined && !/^[-.a-z0-9]+$/.test(account))
    return `principal \`${value}\` never matches, as no service account is called \`${account}\`; names have \`a-z\`, \`0-9\`, \`-\` and \`.\``;
  // a pattern with a star at one end may leave out anything there
  if (value.includes('*') || /^[^/]+\/ns\/[^/]+\/sa\/[^/]+$/.test(value)) return undefined;
  return `principal \`${value}\` is no identity, so it never matches; write \`<trust domain>/ns/<namespace>/sa/<service account>\``;
}

function namespaceProblem(value: string): string | undefined {
  if (/^\*?[-a-z0-9]+\*?$/.test(value) || value === '*') return checkWildcard('namespace', value);
  return `namespace \`${value}\` cannot exist, so it never matches; names have \`a-z\`, \`0-9\` and \`-\``;
}

function methodProblem(value: string): string | undefined {
  return value.includes('/')
    ? `method \`${value}\` never matches, as a call of gRPC is a POST to that path; write it in \`paths\``
    : checkMethod(value);
}

function methodPattern(value: string): string | undefined {
  if (/^[A-Z*-]*$/.test(value)) return checkWildcard('method', value);
  return `method \`${value}\` never matches, as methods are compared with their case; write it in upper case`;
}

/** Characters that normalisation removes are the finding ZT111; here, what is wrong whatever the mesh normalises. */
function pathProblem(value: string): string | undefined {
  if (/[{}]/.test(value)) return undefined;
  if (value.length > 1 && value.startsWith('*') && value.endsWith('*')) return checkWildcard('path', value);
  if (!value.startsWith('/') && !value.startsWith('*')) {
    return `path \`${value}\` has no leading \`/\`, so it never matches; write \`/${value}\``;
  }
  if (/[?#]/.test(value)) {
    return `path \`${value}\` has a query or fragment, which policies never see; write \`${value.replace(/[?#].*$/s, '')}\``;
  }
  return /.\*./.test(value) ? checkWildcard('path', value) : undefined;
}

/** Istio's own parser takes both; Envoy compares addresses of one family only, and a peer has no zone. */
function addressProblem(value: string): string | undefined {
  const [, plain, bits] = /^::ffff:(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?$/i.exec(value) ?? [];
  // a shorter prefix holds more than such addresses
  if (plain !== undefined && (bits === undefined || Number(bits) >= 96)) {
    const fix = bits === undefined ? plain : `${plain}/${Number(bits) - 96}`;
    return `address \`${value}\` is IPv4 written as IPv6, which no peer has; write \`${fix}\``;
  }
  return value.includes('%') ? `address \`${value}\` has a zone, which no peer has; write it without` : undefined;
}
