/** From the text of a value to what Istio reads in it. */
import { tryIdentity } from '../istio/identity';
import { tryPathTemplate } from '../istio/path-template';
import { type TextPattern, textPattern } from '../istio/text-pattern';
import type { ConditionValue } from './condition-value';
import { tryIstioBlock } from './ip-block';
import type { Attribute } from './rule';
import { writtenPort } from './written-port';

/** The text as a value of the attribute. `namespace` is the policy's own: a bare service account is meant there. */
export function readValue(attribute: Attribute, text: string, namespace: string): ConditionValue {
  switch (attribute.kind) {
    case 'principal':
      return readPrincipal(text);
    case 'requestPrincipal':
      return { kind: 'requestPrincipal', text, ...partsOfPrincipal(text) };
    case 'namespace':
      return { kind: 'namespace', text, pieces: text.split('*'), pattern: textPattern(text) };
    case 'serviceAccount':
      return readServiceAccount(text.includes('/') ? text : `${namespace}/${text}`);
    case 'trustDomain':
      return readTrustDomain(text);
    case 'sourceIp':
    case 'remoteIp':
    case 'destinationIp':
      return readBlock(text);
    case 'port':
      return readPort(text);
    case 'host':
      return { kind: 'text', text, pattern: textPattern(text.toLowerCase()) }; // the case of a host does not count
    case 'path':
      return readPath(text);
    case 'method':
    case 'sni':
    case 'header':
    case 'claim':
    case 'metadata':
      return { kind: 'text', text, pattern: textPattern(text) };
    case 'unreadable':
    case 'unknown':
      return { kind: 'unusable', text };
  }
}

/** A value of `principals`. */
export function readPrincipal(text: string): ConditionValue {
  const pattern = textPattern(text);
  const identity = pattern.kind === 'exact' ? tryIdentity(text) : undefined;
  return { kind: 'principal', text, pattern, ...(identity === undefined ? {} : { identity }) };
}

/** A value of `trustDomains`. */
export function readTrustDomain(text: string): ConditionValue {
  return { kind: 'trustDomain', text, pieces: text.split('*') };
}

/**
 * It is split at its last `/`; the side without the wildcard is exact, even when it has a star.
 * @see istio pilot/pkg/security/authz/model/generator.go, `requestPrincipalGenerator`
 */
function partsOfPrincipal(text: string): { readonly issuer: TextPattern; readonly subject: TextPattern } {
  const whole = textPattern(text);
  const slash = text.lastIndexOf('/');
  const [issuer, subject] = [text.slice(0, slash), text.slice(slash + 1)];
  switch (whole.kind) {
    case 'any':
      return { issuer: ANY, subject: ANY };
    case 'suffix':
      if (slash < 0) return { issuer: ANY, subject: whole };
      return { issuer: textPattern(issuer), subject: exact(subject) };
    case 'prefix':
      if (slash < 0) return { issuer: whole, subject: ANY };
      return { issuer: exact(issuer), subject: textPattern(subject) };
    case 'exact':
      if (slash < 0) return { issuer: whole, subject: exact('') };
      return { issuer: exact(issuer), subject: exact(subject) };
  }
}

const ANY: TextPattern = { kind: 'any' };

function exact(text: string): TextPattern {
  return { kind: 'exact', text };
}

/** INVARIANT: the text has a `/`. */
function readServiceAccount(text: string): ConditionValue {
  const slash = text.indexOf('/');
  return { kind: 'serviceAccount', text, namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}

function readBlock(text: string): ConditionValue {
  const block = tryIstioBlock(text);
  return block === undefined ? { kind: 'unusable', text } : { kind: 'block', text, block };
}

/** istiod takes 0, too, which nobody connects to. */
function readPort(text: string): ConditionValue {
  const isPort = /^\d+$/.test(text) && Number(text) <= 65535;
  return isPort ? { kind: 'port', text, port: writtenPort(Number(text)) } : { kind: 'unusable', text };
}

function readPath(text: string): ConditionValue {
  const template = tryPathTemplate(text);
  return template === undefined
    ? { kind: 'text', text, pattern: textPattern(text) }
    : { kind: 'template', text, template };
}
