/** A set of the atoms of one dimension, as the bits of a number. Canonical: two sets are equal when the numbers are. */

/** Bit `i` stands for atom `i`. INVARIANT: not negative. */
export type Bits = bigint;

/** No atom. */
export const NO_ATOM: Bits = 0n;

/** The atoms from 0 to `count - 1`. */
export function allAtoms(count: number): Bits {
  return (1n << BigInt(count)) - 1n;
}

/** One atom. */
export function single(atom: number): Bits {
  return 1n << BigInt(atom);
}

/** These atoms, in any order. One pass over digits: setting bits one by one would copy the number each time. */
export function fromAtoms(atoms: readonly number[]): Bits {
  const highest = atoms.reduce((most, atom) => Math.max(most, atom), -1);
  if (highest < 31) return BigInt(atoms.reduce((bits, atom) => bits | (1 << atom), 0));
  const digits = new Uint8Array((highest >> 2) + 1);
  for (const atom of atoms) digits[atom >> 2] = (digits[atom >> 2] ?? 0) | (1 << (atom & 3));
  return BigInt(`0x0${Array.from(digits.reverse(), (digit) => digit.toString(16)).join('')}`);
}

/** The atoms 0 to 30: this set, and all whose number is less, fit into a signed integer of 32 bits. */
const SMALL = 0x7fffffffn;

/** The atoms of the set, lowest first. */
export function toAtoms(bits: Bits): readonly number[] {
  const atoms: number[] = [];
  if (bits <= SMALL) {
    for (let rest = Number(bits), atom = 0; rest !== 0; rest >>= 1, atom++) if (rest & 1) atoms.push(atom);
    return atoms;
  }
  const digits = bits.toString(16);
  for (let at = digits.length - 1, base = 0; at >= 0; at--, base += 4) {
    const digit = Number.parseInt(digits.charAt(at), 16);
    for (let bit = 0; bit < 4; bit++) if ((digit >> bit) & 1) atoms.push(base + bit);
  }
  return atoms;
}

/** Whether the atom is in the set. */
export function has(bits: Bits, atom: number): boolean {
  return ((bits >> BigInt(atom)) & 1n) === 1n;
}

/** The atoms of either. */
export function union(a: Bits, b: Bits): Bits {
  return a | b;
}

/** The atoms of both. */
export function intersect(a: Bits, b: Bits): Bits {
  return a & b;
}

/** The atoms of the first that are not in the second. */
export function subtract(a: Bits, b: Bits): Bits {
  return a & ~b;
}

/** The other atoms. */
export function complement(a: Bits, all: Bits): Bits {
  return all & ~a;
}

/** Whether there is no atom in it. */
export function isEmpty(a: Bits): boolean {
  return a === NO_ATOM;
}

/** Whether each atom of the first is in the second. */
export function isSubset(a: Bits, b: Bits): boolean {
  return (a & ~b) === NO_ATOM;
}

/** Whether both have the same atoms. */
export function equals(a: Bits, b: Bits): boolean {
  return a === b;
}

/** The lowest atom; undefined: there is none. */
export function witness(a: Bits): number | undefined {
  if (a === NO_ATOM) return undefined;
  const low = Number(BigInt.asUintN(32, a));
  if (low !== 0) return 31 - Math.clz32(low & -low);
  const digits = a.toString(16);
  let zeros = 0;
  while (digits.endsWith('0', digits.length - zeros)) zeros++;
  const digit = Number.parseInt(digits.charAt(digits.length - 1 - zeros), 16);
  return 4 * zeros + 31 - Math.clz32(digit & -digit);
}
