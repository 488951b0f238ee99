/** How are items gone through more than once that take time to make? */

/** The items, each made when somebody gets there for the first time. */
export function madeOnce<T>(items: Iterable<T>): Iterable<T> {
  const made: T[] = [];
  const rest = items[Symbol.iterator]();
  return {
    *[Symbol.iterator]() {
      for (let index = 0; ; index += 1) {
        if (index === made.length) {
          const next = rest.next();
          if (next.done === true) return;
          made.push(next.value);
        }
        yield made[index] as T;
      }
    },
  };
}
