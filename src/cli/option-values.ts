/** What values may options have? */
import { InvalidArgumentError } from 'commander';
import { ACCEPTED_VERSIONS, tryIstioVersion } from '../istio/version';

/** An option that may be given several times. */
export function all(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** An option of which two values cannot be meant: one would be lost. */
export function once(value: string, before: string | undefined): string {
  if (before !== undefined) throw new InvalidArgumentError(`it is given twice; the other value is \`${before}\`.`);
  return value;
}

/** A label as `key=value`, which may be given several times. */
export function label(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new InvalidArgumentError('expected `key=value`.');
  if (Object.hasOwn(before, key)) throw new InvalidArgumentError(`\`${key}\` is given twice.`);
  return { ...before, [key]: value };
}

/** A file. */
export function notEmpty(value: string): string {
  if (value === '') throw new InvalidArgumentError('it names no file.');
  return value;
}

/** A version of Istio. */
export function istioVersion(value: string): string {
  if (tryIstioVersion(value) === undefined) throw new InvalidArgumentError(`expected ${ACCEPTED_VERSIONS}.`);
  return value;
}
