/** Which calls have an attribute that a value of a rule stands for, and which have another? */
import { type IdentityPart, identityPart, tryIdentity } from '../../istio/identity';
import { tryPathTemplate } from '../../istio/path-template';
import { tryPort } from '../../istio/ports';
import type { JwtRule } from '../../policy/model';
import type { Attribute } from '../../policy/rule';
import { addressesIn } from './addresses';
import { calledBy, sending, type Step, withClaims, withHeader, withoutToken } from './draft';

/** What is known of the place where a call is looked for. */
export interface Scene {
  /** callers of the mesh, as principals */
  readonly principals: readonly string[];
  readonly trustDomain: string;
  readonly jwtRules: readonly JwtRule[];
}

/** Steps after which a call has the attribute with this value, or at least may have it. */
export function stepsTo(attribute: Attribute, value: string, scene: Scene): readonly Step[] {
  switch (attribute.kind) {
    case 'principal':
    case 'namespace':
    case 'serviceAccount':
    case 'trustDomain':
      return identitiesOf(attribute.kind, value, scene).map((identity) => calledBy({ identity }));
    case 'sourceIp':
      return addressesIn(value).map((ip) => (draft) => ({ ...draft, from: { ...draft.from, ip } }));
    case 'remoteIp':
      return addressesIn(value).flatMap((ip): readonly Step[] => [
        (draft) => ({ ...draft, from: { ...draft.from, ip } }),
        sending({ remoteIp: ip }),
      ]);
    case 'destinationIp':
      return addressesIn(value).map((ip) => (draft) => ({ ...draft, ip }));
    case 'port': {
      const port = /^\d+$/.test(value) ? tryPort(Number(value)) : undefined; // Istio also takes 0, which nobody can call
      return port === undefined ? [] : [(draft) => ({ ...draft, port })];
    }
    case 'host':
      return textsOf(value, 'x').map((host) => sending({ host }));
    case 'method':
      return METHODS.filter((method) => matches(value, method)).map((method) => sending({ method }));
    case 'path':
      return pathsOf(value).map((path) => sending({ path }));
    case 'sni':
      return textsOf(value, 'x').map((sni) => sending({ sni }));
    case 'header':
      return textsOf(value, 'x').map((line) => withHeader(attribute.name, line));
    case 'requestPrincipal':
      return requestPrincipalsOf(value, scene.jwtRules).map(withClaims);
    case 'claim':
      return textsOf(value, 'x').map((text) => withClaims(claimAt(attribute.path, text)));
    case 'metadata':
    case 'unreadable':
    case 'unknown':
      return [];
  }
}

/** Steps after which a call has the attribute with another value than rules name, or has it not. */
export function stepsFrom(attribute: Attribute, scene: Scene): readonly Step[] {
  switch (attribute.kind) {
    case 'principal':
    case 'namespace':
    case 'serviceAccount':
    case 'trustDomain':
      return otherCallers(scene);
    case 'sourceIp':
      return [(draft) => ({ ...draft, from: { ...draft.from, ip: STRANGE_ADDRESS } })];
    case 'remoteIp':
      return [
        (draft) => ({ ...draft, from: { ...draft.from, ip: STRANGE_ADDRESS } }),
        sending({ remoteIp: STRANGE_ADDRESS }),
      ];
    case 'destinationIp':
      return [(draft) => ({ ...draft, ip: STRANGE_ADDRESS })];
    case 'host':
      return [sending({ host: STRANGE_HOST })];
    case 'method':
      return ['GET', 'PATCH'].map((method) => sending({ method }));
    case 'path':
      return ['/elsewhere', '/'].map((path) => sending({ path }));
    case 'sni':
      return [sending({ sni: STRANGE_HOST })];
    case 'header':
      return [withHeader(attribute.name, undefined), withHeader(attribute.name, 'elsewhere')];
    case 'requestPrincipal':
      return [
        withoutToken,
        withClaims({ sub: 'somebody' }),
        withClaims({ iss: 'https://elsewhere.example', sub: 'x' }),
      ];
    case 'claim':
      return [withoutToken, withClaims(claimAt(attribute.path, 'elsewhere'))];
    case 'port': // other ports are tried anyway
    case 'metadata':
    case 'unreadable':
    case 'unknown':
      return [];
  }
}

/** Callers that rules rarely name: nobody known, strangers of this and of another trust domain, some of the mesh. */
export function otherCallers({ principals, trustDomain }: Scene): readonly Step[] {
  const strangers = [strangerOf(trustDomain), strangerOf('elsewhere.example')];
  const known = [...strangers, ...principals.slice(0, 6)].map((identity) => calledBy({ identity }));
  return [calledBy({ plaintext: true }), ...known];
}

/** Somebody of whom no manifest tells. */
export function strangerOf(trustDomain: string): string {
  return `${trustDomain}/ns/elsewhere/sa/somebody`;
}

/** An address of nobody's. */
export const STRANGE_ADDRESS = '198.51.100.77';
const STRANGE_HOST = 'elsewhere.example';
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT'];

/** Of the mesh's own callers, and of all that could be. */
function identitiesOf(kind: IdentityPart, value: string, { principals, trustDomain }: Scene): readonly string[] {
  const made = madeFor(kind, value, trustDomain).filter((text) => isWhole(text));
  const known = principals.filter((principal) => matches(value, partOf(kind, principal))).slice(0, 2);
  return [...new Set([...known, ...made])];
}

function madeFor(kind: IdentityPart, value: string, trustDomain: string): readonly string[] {
  const filled = value.replaceAll('*', 'x');
  switch (kind) {
    case 'principal':
      if (!value.includes('*')) return [value];
      if (value.startsWith('*')) {
        return ['', `${trustDomain}`, `${trustDomain}/ns/elsewhere`, `${trustDomain}/ns/elsewhere/sa/x`]
          .map((head) => head + value.slice(1))
          .concat(strangerOf(trustDomain));
      }
      return ['', 'x', 'sa/x', 'x/sa/x', '/sa/x', 'ns/x/sa/x', '/ns/x/sa/x'].map((tail) => value.slice(0, -1) + tail);
    case 'namespace':
      return [`${trustDomain}/ns/${filled}/sa/somebody`];
    case 'serviceAccount':
      return [`${trustDomain}/ns/${filled.replace('/', '/sa/')}`];
    case 'trustDomain':
      return [strangerOf(filled)];
  }
}

function isWhole(text: string): boolean {
  const identity = tryIdentity(text);
  return identity !== undefined && Object.values(identity).every((part) => part !== '');
}

function partOf(kind: IdentityPart, principal: string): string {
  const identity = tryIdentity(principal);
  return identity === undefined ? '' : identityPart(kind, identity);
}

/** Only to choose what to try first: what rules mean, the engine says. */
function matches(pattern: string, text: string): boolean {
  if (pattern.startsWith('*')) return text.endsWith(pattern.slice(1));
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}

function textsOf(pattern: string, filling: string): readonly string[] {
  if (pattern.startsWith('*')) return [filling + pattern.slice(1)];
  return pattern.endsWith('*') ? [pattern.slice(0, -1) + filling] : [pattern];
}

function pathsOf(pattern: string): readonly string[] {
  const template = tryPathTemplate(pattern);
  if (template !== undefined) {
    return ['x', 'x/y'].map((rest) =>
      template.parts.map((part) => (part.kind === 'text' ? part.text : part.kind === 'segment' ? 'x' : rest)).join(''),
    );
  }
  return textsOf(pattern, pattern.startsWith('*') ? '/x' : 'x');
}

/** Istio splits at the last `/`; `*` stands for any. */
function requestPrincipalsOf(value: string, rules: readonly JwtRule[]): readonly { iss?: string; sub: string }[] {
  const split = value.lastIndexOf('/');
  const sub = value.slice(split + 1).replaceAll('*', 'somebody');
  if (split > 0 && !value.startsWith('*')) return [{ iss: value.slice(0, split), sub }];
  const issuers = rules.flatMap(({ issuer }) => issuer ?? []);
  return issuers.length === 0 ? [{ sub: sub || 'somebody' }] : issuers.map((iss) => ({ iss, sub: sub || 'somebody' }));
}

function claimAt([name = '', ...inner]: readonly string[], text: string): Readonly<Record<string, unknown>> {
  return { [name]: inner.length === 0 ? text : claimAt(inner, text) };
}
