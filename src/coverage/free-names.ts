/** Which name is still free? */

/** Gives each the name that it wants, or that name with the next number: none twice, and none of those taken. */
export function freeNames(taken: Iterable<string>): (wanted: string) => string {
  const known = new Set(taken);
  const last = new Map<string, number>();
  return (wanted) => {
    let number = last.get(wanted) ?? 0;
    let name: string;
    do {
      number += 1;
      name = number === 1 ? wanted : `${wanted}-${number}`;
    } while (known.has(name));
    last.set(wanted, number);
    known.add(name);
    return name;
  };
}
