/** When does a condition on the token that counts hold? */
import type { TextPattern as Written } from '../../istio/text-pattern';
import type { ConditionValue } from '../../policy/condition-value';
import { ofKind, textsOf } from '../../policy/condition-value';
import type { TextPattern } from '../../sets/text-pattern';
import type { Formula, Subject } from './formula';
import { allOf, anyOf, NEVER } from './formula';
import { patternsOf, stringForm } from './string-forms';

/** Claims that a well-formed token has as one text, and as a time. */
const SINGLE: readonly string[] = ['sub', 'jti'];
const TIMES: readonly string[] = ['exp', 'nbf', 'iat'];
const SUBJECT: readonly string[] = ['sub'];

/** Any text of the claim, which may be a list, has one of the values. */
export function claimFormula(path: readonly string[], values: readonly ConditionValue[]): Formula {
  const [patterns, written] = [patternsOf(values).map((pattern) => stringForm(pattern)), textsOf(values)];
  const [name = '', ...inner] = path;
  if (inner.length > 0) {
    // nothing lies below what is a text or a time
    return name === 'iss' || SINGLE.includes(name) || TIMES.includes(name)
      ? NEVER
      : about(claim(path), patterns, written);
  }
  if (TIMES.includes(name)) return NEVER;
  return about(name === 'iss' ? { kind: 'issuer' } : claim(path), patterns, written);
}

/** Issuer and subject, which both must be there. */
export function requestPrincipalFormula(values: readonly ConditionValue[]): Formula {
  return anyOf(
    ofKind(values, 'requestPrincipal').map(({ issuer, subject }) =>
      allOf([
        about({ kind: 'issuer' }, [stringForm(issuer)], [textOf(issuer)]),
        about(claim(SUBJECT), [stringForm(subject)], [textOf(subject)]),
      ]),
    ),
  );
}

/** The pattern as users write it, who have no word for a text with a star at its end: `\*` is told. */
function textOf(pattern: Written): string {
  switch (pattern.kind) {
    case 'any':
      return '*';
    case 'exact':
      return pattern.text.replace(/^\*|\*$/g, '\\*');
    case 'prefix':
      return `${pattern.text}*`;
    case 'suffix':
      return `*${pattern.text}`;
  }
}

function claim(path: readonly string[]): Subject {
  return { kind: 'claim', path, single: path.length === 1 && SINGLE.includes(path[0] ?? '') };
}

function about(subject: Subject, patterns: readonly TextPattern[], written: readonly string[]): Formula {
  return { kind: 'is', literal: { about: subject, among: { kind: 'texts', patterns }, written } };
}
