/** Which numbers are ports? */

import { shown } from './shown';

declare const kind: unique symbol;

/** A port: an integer from 1 to 65535. Only `tryPort` makes one. */
export type Port = number & { readonly [kind]: 'port' };

/** The port of this number, if it is one. */
export function tryPort(number: number): Port | undefined {
  return isPort(number) ? number : undefined;
}

/** What is wrong with a port number, or nothing. `written` is how the user wrote it. */
export function checkPort(port: number, written: string = shown(port)): string | undefined {
  if (isPort(port)) return undefined;
  return `port \`${written}\` is not a port number; use 1 to 65535 (the port that the workload listens on, not the Service's)`;
}

function isPort(number: number): number is Port {
  return Number.isInteger(number) && number >= 1 && number <= 65535;
}
