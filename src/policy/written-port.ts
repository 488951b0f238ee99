/** Which number stands in a manifest where a port belongs? */
import { type Port, tryPort } from '../istio/ports';
import { asNumber, type Json } from './json-object';

declare const kind: unique symbol;

/** A number that is no port, such as 70000, or the 0 of a field that is absent: no connection is made to it. */
export type NoPort = number & { readonly [kind]: 'no port' };

/** What a manifest says where a port belongs. An object that a cluster refuses is read, too, and keeps its number. */
export type WrittenPort = Port | NoPort;

/** The number as a port, or as one that is none. */
export function writtenPort(number: number): WrittenPort {
  return tryPort(number) ?? (number as NoPort);
}

/** The port in this field, or `fallback` when absent: 0 is what protobuf and the API server take for nothing said. */
export function asPort(value: Json, field: string, fallback: WrittenPort = writtenPort(0)): WrittenPort {
  return writtenPort(asNumber(value, field, fallback));
}
