/**
 * What plain JavaScript, a cast or a misspelt field can hand in where the types would have refused it: told in one
 * sentence at synth, never as a TypeError, and never read as "no condition".
 */
import type { Construct } from 'constructs';
import { shown } from '../istio/shown';

/** Reports what is wrong with the construct at synth, a line each. */
export function reportProblems(construct: Construct, problems: () => string[]): void {
  construct.node.addValidation({ validate: () => problems().map(onOneLine) });
}

/** What is wrong with the value of a field, or nothing. */
export type FieldCheck = (field: string, value: unknown) => string[];

/** What each field of some props takes, in the order of the messages. A field that is not listed does not compile. */
export type FieldChecks<Props> = { readonly [Field in keyof Required<Props>]: FieldCheck };

/** What is wrong with the kinds of the fields; if some are unknown, only that. */
export function fieldProblems<Props extends object>(what: string, props: Props, checks: FieldChecks<Props>): string[] {
  const unknown = unknownFields(what, props, Object.keys(checks));
  return unknown.length > 0 ? unknown : runChecks(props, checks);
}

/** The same where a field restricts: one that is given as `undefined` or `null` is told as well. */
export function restrictionProblems<Props extends object>(
  what: string,
  props: Props,
  checks: FieldChecks<Props>,
): string[] {
  const lost = lostFields(what, props, Object.keys(checks));
  return lost.length > 0 ? lost : runChecks(props, checks);
}

/** What is wrong with the values of the fields, in the order of the checks. */
export function runChecks<Props extends object>(props: Props, checks: FieldChecks<Props>): string[] {
  const problems: string[] = [];
  for (const field in checks) problems.push(...checks[field](field, props[field as keyof Props]));
  return problems;
}

/** A field that must be given. */
export function required(isRight: (value: unknown) => boolean, accepted: string): FieldCheck {
  return (field, value) => shapeOf(field, value, isRight, accepted);
}

/** A field that may be left out. */
export function optional(isRight: (value: unknown) => boolean, accepted: string): FieldCheck {
  return (field, value) => shapeOfOptional(field, value, isRight, accepted);
}

/** A list that may be left out. */
export function listOf(isRight: (value: unknown) => boolean, accepted: string): FieldCheck {
  return (field, values) => shapeOfList(field, values, isRight, accepted);
}

/** A field whose values are judged elsewhere, their kinds included. */
export function judgedElsewhere(): string[] {
  return [];
}

/** What is wrong with the kind of a value, or nothing. */
export function shapeOf(
  field: string,
  value: unknown,
  isRight: (value: unknown) => boolean,
  accepted: string,
): string[] {
  return isRight(value) ? [] : [`\`${field}\` is \`${shown(value)}\`; give ${accepted}`];
}

/** The same for a field that may be left out. */
function shapeOfOptional(
  field: string,
  value: unknown,
  isRight: (value: unknown) => boolean,
  accepted: string,
): string[] {
  return value === undefined ? [] : shapeOf(field, value, isRight, accepted);
}

/** The same for each entry of a list that may be left out. */
export function shapeOfList(
  field: string,
  values: unknown,
  isRight: (value: unknown) => boolean,
  accepted: string,
): string[] {
  if (values === undefined) return [];
  if (!Array.isArray(values)) return [`\`${field}\` is \`${shown(values)}\`; give a list; each entry is ${accepted}`];
  return (values as unknown[])
    .filter((value) => !isRight(value))
    .map((value) => `\`${field}\` holds \`${shown(value)}\`; each entry is ${accepted}`);
}

/** Fields that nobody would read: a restriction under a misspelt name would be dropped without a word. */
function unknownFields(what: string, props: unknown, known: readonly string[]): string[] {
  if (!isPlainObject(props))
    return [`${what} is \`${shown(props)}\`; give an object with ${known.map((field) => `\`${field}\``).join(', ')}`];
  return Object.keys(props)
    .filter((field) => !known.includes(field))
    .map(
      (field) => `\`${field}\` is not a field of ${what}; use one of ${known.map((each) => `\`${each}\``).join(', ')}`,
    );
}

/**
 * The same, and fields that are given as `undefined` or `null`: where a field restricts, a value that got lost on its
 * way would widen what was meant.
 */
export function lostFields(what: string, props: unknown, known: readonly string[]): string[] {
  const problems = unknownFields(what, props, known);
  if (problems.length > 0) return problems;
  return Object.entries(props as object)
    .filter(([, value]) => value === undefined || value === null)
    .map(
      ([field, value]) =>
        `\`${field}\` is \`${value}\`, which would mean no condition at all; leave it out if that is meant, or give a value`,
    );
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

export function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether it is one of the values of an enum. */
export function isOneOf(choices: { readonly [key: string]: string }): (value: unknown) => boolean {
  return (value) => Object.values(choices).some((choice) => choice === value);
}

/** Text by text, such as labels. */
export function isTextMap(value: unknown): boolean {
  return isPlainObject(value) && Object.values(value).every(isText);
}

/** Whether it has these members: also true of an object from a second copy of this package. */
export function hasMembers(value: unknown, ...members: string[]): boolean {
  return isPlainObject(value) && members.every((member) => member in value);
}

function onOneLine(message: string): string {
  return message.replace(/[\n\r\t]/g, (character) => JSON.stringify(character).slice(1, -1));
}
