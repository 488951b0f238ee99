/** Which numbers are ports? */

import { shown } from './shown';

declare const kind: unique symbol;

/** A port: an integer from 1 to 65535. Only `tryPort` makes one. */
export type Port = number & { readonly [kind]: 'port' };

/** The port of this number, if it is one. */
export function tryPort(number: number): Port | undefined {
  return isPort(number) ? number : undefined;
}

/** What is wrong with the number of a workload's port, or nothing. `written` is how the user wrote it. */
export function checkPort(port: number, written?: string): string | undefined {
  const problem = checkPortNumber(port, written);
  return problem && `${problem} (the port that the workload listens on, not the Service's)`;
}

/** The same of any port. */
export function checkPortNumber(port: number, written: string = shown(port)): string | undefined {
  return isPort(port) ? undefined : `port \`${written}\` is not a port number; use 1 to 65535`;
}

function isPort(number: number): number is Port {
  return Number.isInteger(number) && number >= 1 && number <= 65535;
}
