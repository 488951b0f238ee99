/** Which numbers may be ports. */

import { shown } from './shown';

/** What is wrong with a port number, or nothing. `written` is how the user wrote it. */
export function checkPort(port: number, written: string = shown(port)): string | undefined {
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return undefined;
  return `port \`${written}\` is not a port number; use 1 to 65535 (the port that the workload listens on, not the Service's)`;
}
