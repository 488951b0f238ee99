/** What Go takes for an IP address or a CIDR block: other libraries allow or refuse zones, leading zeros and more. */

/**
 * Whether Go parses the text as an address. A zone is allowed for IPv6; octets have no leading zeros.
 * @see go net/netip `ParseAddr`
 */
export function isIpAddress(text: string): boolean {
  return familyOf(text) !== undefined;
}

/**
 * Whether Go parses the text as a CIDR block: no zone, and a decimal length without sign or leading zero.
 * @see go net/netip `ParsePrefix`
 */
export function isIpPrefix(text: string): boolean {
  const slash = text.lastIndexOf('/');
  if (slash < 0) return false;
  const [address, bits] = [text.slice(0, slash), text.slice(slash + 1)];
  const family = familyOf(address);
  if (family === undefined || address.includes('%') || !/^(0|[1-9]\d*)$/.test(bits)) return false;
  return Number(bits) <= (family === 4 ? 32 : 128);
}

/** The first of `.`, `:` and `%` decides how Go reads the text. */
function familyOf(text: string): 4 | 6 | undefined {
  const first = /[.:%]/.exec(text)?.[0];
  if (first === '.' && isIpv4(text)) return 4;
  return first === ':' && isIpv6(text) ? 6 : undefined;
}

function isIpv4(text: string): boolean {
  const octets = text.split('.');
  return octets.length === 4 && octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255);
}

function isIpv6(text: string): boolean {
  const percent = text.indexOf('%');
  // A zone has at least one character, and may have any.
  if (percent === text.length - 1) return false;
  const address = percent < 0 ? text : text.slice(0, percent);
  const halves = address.split('::');
  if (halves.length > 2) return false;
  const [head = '', tail] = halves;
  // Dotted octets may only be the end of the whole address.
  const before = groupsOf(head, tail === undefined);
  if (before === undefined) return false;
  if (tail === undefined) return before === 8;
  const after = groupsOf(tail, true);
  return after !== undefined && before + after < 8;
}

/** How many 16-bit groups the text between `::` holds, or nothing if it is malformed. */
function groupsOf(text: string, mayEndInIpv4: boolean): number | undefined {
  if (text === '') return 0;
  const groups = text.split(':');
  const last = groups[groups.length - 1] ?? '';
  const dotted = mayEndInIpv4 && last.includes('.');
  if (dotted && !isIpv4(last)) return undefined;
  const hexadecimal = dotted ? groups.slice(0, -1) : groups;
  return hexadecimal.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)) ? groups.length + (dotted ? 1 : 0) : undefined;
}
