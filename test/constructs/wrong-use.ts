/** A wrong use of a construct, what synth says of it to the letter, and the corrected twin, which synthesizes. */
/* eslint-disable jest/no-export -- one generic suite, run by the file of each construct */
import { newShop, type Shop } from './shop';
import { problemsOf } from './manifests';

export interface WrongUse {
  readonly title: string;
  readonly wrong: (shop: Shop) => unknown;
  /** every line that synth reports, `[path] message` */
  readonly says: readonly string[];
  readonly right: (shop: Shop) => unknown;
}

/** A value that the types refuse, as a user of plain JavaScript hands it in. */
export function js(value?: unknown): never {
  return value as never;
}

export function describeWrongUses(construct: string, uses: readonly WrongUse[]): void {
  describe(`wrong uses of ${construct}`, () => {
    test.each(uses)('$title is refused, and the corrected twin accepted', ({ wrong, says, right }) => {
      const refused = newShop();
      wrong(refused);
      expect(problemsOf(refused.app)).toEqual(says);
      const accepted = newShop();
      right(accepted);
      expect(problemsOf(accepted.app)).toEqual([]);
    });

    test.each(uses)('the message for $title is one line of lower case without a final period', ({ says }) => {
      expect(says.length).toBeGreaterThan(0);
      for (const line of says) expect(line).toMatch(/^\[[^\]]*\] ([^A-Z]|[A-Z]\w+ `)[^\n]*[^.\n]$/);
    });
  });
}
