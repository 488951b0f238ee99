/** When does a condition on the token that counts hold? */
import type { TextPattern } from '../sets/text-pattern';
import type { Formula, Subject } from './formula';
import { allOf, anyOf, NEVER } from './formula';
import { stringForm } from './string-forms';

/** Claims that a well-formed token has as one text, and as a time. */
const SINGLE: readonly string[] = ['sub', 'jti'];
const TIMES: readonly string[] = ['exp', 'nbf', 'iat'];
const SUBJECT: readonly string[] = ['sub'];

/** Any text of the claim, which may be a list, has one of the values. */
export function claimFormula(path: readonly string[], values: readonly string[]): Formula {
  const patterns = values.map((value) => stringForm(value));
  const [name = '', ...inner] = path;
  if (inner.length > 0) {
    // nothing lies below what is a text or a time
    return name === 'iss' || SINGLE.includes(name) || TIMES.includes(name)
      ? NEVER
      : about(claim(path), patterns, values);
  }
  if (TIMES.includes(name)) return NEVER;
  return about(name === 'iss' ? { kind: 'issuer' } : claim(path), patterns, values);
}

/**
 * Issuer and subject, which both must be there. The pattern is split at its last `/`; the side without the wildcard is
 * exact, even when it has a star.
 * @see istio pilot/pkg/security/authz/model/generator.go, `requestPrincipalGenerator`
 */
export function requestPrincipalFormula(values: readonly string[]): Formula {
  return anyOf(values.map(principalFormula));
}

function principalFormula(pattern: string): Formula {
  const something = stringForm('*');
  const exact = (text: string): TextPattern => ({ kind: 'exact', text });
  if (pattern === '*') return both(something, something, pattern);
  const slash = pattern.lastIndexOf('/');
  if (slash < 0) {
    if (pattern.startsWith('*')) return both(something, stringForm(pattern), pattern);
    if (pattern.endsWith('*')) return both(stringForm(pattern), something, pattern);
    return both(exact(pattern), exact(''), pattern);
  }
  const [issuer, subject] = [pattern.slice(0, slash), pattern.slice(slash + 1)];
  if (pattern.startsWith('*')) return both(stringForm(issuer), exact(subject), pattern);
  return both(exact(issuer), pattern.endsWith('*') ? stringForm(subject) : exact(subject), pattern);
}

function both(issuer: TextPattern, subject: TextPattern, pattern: string): Formula {
  const [iss = '', sub = ''] = pattern === '*' ? ['*', '*'] : pattern.split(/\/(?=[^/]*$)/);
  return allOf([about({ kind: 'issuer' }, [issuer], [iss]), about(claim(SUBJECT), [subject], [sub])]);
}

function claim(path: readonly string[]): Subject {
  return { kind: 'claim', path, single: path.length === 1 && SINGLE.includes(path[0] ?? '') };
}

function about(subject: Subject, patterns: readonly TextPattern[], written: readonly string[]): Formula {
  return { kind: 'is', literal: { about: subject, among: { kind: 'texts', patterns }, written } };
}
