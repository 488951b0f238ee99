/** Which known word did somebody mean by one that is not known? */

/** The known word that is the same but for case, `_`, `-` or a plural, else the nearest one that differs little. */
export function nearWord(word: string, known: readonly string[]): string | undefined {
  const same = known.find((one) => isSameWord(one, word) || bare(one) === `${bare(word)}s`);
  if (same !== undefined) return same;
  const ranked = known.map((one) => ({ one, distance: distance(word.toLowerCase(), one.toLowerCase()) }));
  const best = ranked.sort((a, b) => a.distance - b.distance)[0];
  return best !== undefined && best.distance <= Math.max(1, Math.floor(word.length / 3)) ? best.one : undefined;
}

/** Whether two words differ in nothing but case, `_` and `-`. */
export function isSameWord(a: string, b: string): boolean {
  return bare(a) === bare(b);
}

/** How many letters must be changed, added, left out or exchanged with their neighbour. */
export function distance(a: string, b: string): number {
  const rows = [[...Array(b.length + 1).keys()]];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const [above, before] = [rows[i - 1] ?? [], rows[i - 2] ?? []];
      let least = Math.min(
        (above[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}

function bare(word: string): string {
  return word.toLowerCase().replace(/[_-]/g, '');
}
