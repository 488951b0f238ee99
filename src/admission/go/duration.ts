/** What Go takes for a duration such as `1m30s`. */

const NANOSECONDS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['\u00b5s', 1_000n],
  ['\u03bcs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);
const LIMIT = 1n << 63n;

/** Nanoseconds of one millisecond. */
export const MILLISECOND = 1_000_000n;

/** Nanoseconds of one second. */
export const SECOND = 1_000_000_000n;

/**
 * The nanoseconds of a duration as Go writes it, or nothing if Go cannot read it.
 * @see go time `ParseDuration`
 */
export function tryDuration(text: string): bigint | undefined {
  const [, sign, rest = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  if (rest === '0') return 0n;
  if (rest === '') return undefined;
  let total = 0n;
  let left = rest;
  while (left !== '') {
    const part = /^(\d*)(?:\.(\d*))?([^.\d]+)/.exec(left);
    if (part === null) return undefined;
    const [whole, integer = '', fraction = '', unitName = ''] = part;
    const unit = NANOSECONDS.get(unitName);
    if (unit === undefined || (integer === '' && fraction === '')) return undefined;
    total += BigInt(integer || '0') * unit + fractionOf(fraction, unit);
    if (total > LIMIT) return undefined;
    left = left.slice(whole.length);
  }
  if (sign === '-') return -total;
  return total === LIMIT ? undefined : total;
}

/** The part behind the dot. Go counts it in floating point, and leaves digits out that no longer fit 63 bits. */
function fractionOf(digits: string, unit: bigint): bigint {
  let value = 0n;
  let scale = 1;
  for (const digit of digits) {
    const next = value * 10n + BigInt(digit);
    if (value > (LIMIT - 1n) / 10n || next > LIMIT) break;
    value = next;
    scale *= 10;
  }
  return BigInt(Math.trunc(Number(value) * (Number(unit) / scale)));
}
