/** Which numbers may be ports. */

/** What is wrong with a port number, or nothing. `shown` is how the user wrote it. */
export function checkPort(
  port: number,
  shown: string = typeof port === 'string' ? JSON.stringify(port) : String(port),
): string | undefined {
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return undefined;
  return `port \`${shown}\` is not a port number; use 1 to 65535 (the port that the workload listens on, not the Service's)`;
}
