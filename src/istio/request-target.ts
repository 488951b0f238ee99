/** What may a request line have after its method? */

/** Whether it is a path, a whole URL, or the `*` of OPTIONS; Envoy answers 400 to anything else. */
export function isRequestTarget(text: string): boolean {
  return /^(\/|https?:\/\/|\*$)/i.test(text);
}
