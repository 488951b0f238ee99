/**
 * A part of a spec as Istio's webhook reads it: protobuf has no null, no empty list, and a default for what is absent.
 * Only made of a spec whose types fit its schema.
 */
import { isObject, type JsonObject } from './json';

export interface Message {
  readonly json: JsonObject;
  /** the place of the part, such as `spec.servers[0]` */
  readonly field: string;
}

export function toMessage(json: unknown, field: string): Message {
  return { json: isObject(json) ? json : {}, field };
}

/** The place of a field of the message. */
export function at(message: Message, name: string): string {
  return `${message.field}.${name}`;
}

/** A text or an enum word; empty when absent. */
export function text(message: Message, name: string): string {
  const value = message.json[name];
  return typeof value === 'string' ? value : '';
}

/** A number, also in quotes, as protobuf takes it; 0 when absent. */
export function number(message: Message, name: string): number {
  return Number(message.json[name] ?? 0);
}

/** A truth value; false when absent. */
export function flag(message: Message, name: string): boolean {
  return message.json[name] === true;
}

/** Whether a field is there: for a list, whether it has items. */
export function isSet(message: Message, name: string): boolean {
  const value = message.json[name] ?? undefined;
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

/** A part with fields of its own, or nothing when absent. */
export function child(message: Message, name: string): Message | undefined {
  const value = message.json[name];
  return isObject(value) ? { json: value, field: at(message, name) } : undefined;
}

/** The parts of a list; none when absent. */
export function children(message: Message, name: string): readonly Message[] {
  const value = message.json[name];
  return (Array.isArray(value) ? value : []).map((item, index) => toMessage(item, `${at(message, name)}[${index}]`));
}

/** The texts of a list; none when absent. */
export function texts(message: Message, name: string): readonly string[] {
  const value = message.json[name];
  return (Array.isArray(value) ? value : []).map((item) => String(item ?? ''));
}

/** The entries of a map; none when absent. */
export function entries(message: Message, name: string): readonly (readonly [key: string, value: unknown])[] {
  const value = message.json[name];
  return isObject(value) ? Object.entries(value) : [];
}

/** The entries of a map of texts. */
export function textEntries(message: Message, name: string): readonly (readonly [key: string, value: string])[] {
  return entries(message, name).map(([key, value]) => [key, typeof value === 'string' ? value : '']);
}

/** The entries of a map whose values have fields of their own. */
export function childEntries(message: Message, name: string): readonly (readonly [key: string, value: Message])[] {
  return entries(message, name).map(([key, value]) => [key, toMessage(value, `${at(message, name)}.${key}`)]);
}
