/** What Go takes for numbers, truth values and `host:port` when it reads them from text. */

/** @see go strconv `ParseUint(text, 10, 32)`: digits only, no sign */
export function tryUint32(text: string): number | undefined {
  if (!/^\d+$/.test(text)) return undefined;
  const value = Number(text);
  return value <= 0xffff_ffff ? value : undefined;
}

/** @see go strconv `Atoi`: digits with an optional sign, within 64 bits */
export function tryInteger(text: string): number | undefined {
  if (!/^[-+]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  return value >= -(1n << 63n) && value < 1n << 63n ? Number(value) : undefined;
}

/** @see go strconv `ParseBool` */
export function isTruthValue(text: string): boolean {
  return /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(text);
}

/**
 * Host and port of an address, or nothing if Go cannot split it. Brackets are needed when the host has colons.
 * @see go net `SplitHostPort`
 */
export function trySplitHostPort(text: string): { readonly host: string; readonly port: string } | undefined {
  const colon = text.lastIndexOf(':');
  if (colon < 0) return undefined;
  const port = text.slice(colon + 1);
  if (!text.startsWith('[')) {
    const host = text.slice(0, colon);
    return /[:[\]]/.test(host) || /[[\]]/.test(port) ? undefined : { host, port };
  }
  const end = text.indexOf(']');
  if (end < 0 || end + 1 !== colon) return undefined;
  const host = text.slice(1, end);
  return host.includes('[') || /[[\]]/.test(port) ? undefined : { host, port };
}
