/** What are the things of a program called? By what they are called in the cluster, each name once. */

/** Words that no variable may be called, and those that the program uses itself. */
const RESERVED = new Set(
  (
    'app await break case catch class const continue debugger default delete do else enum export extends false finally for ' +
    'function if implements import in instanceof interface let new null package private protected public return static ' +
    'super switch this throw true try typeof undefined var void while with yield ' +
    // of strict code, and of modules as Node.js runs them
    'arguments eval exports module require'
  ).split(' '),
);

/** Gives names, the first free of those that are wished for. */
export function variableNames(): (...wishes: readonly string[]) => string {
  const taken = new Set(RESERVED);
  return (...wishes) => {
    const words = wishes.map(camelCase);
    const last = words.at(-1) ?? '';
    const numbered = Array.from({ length: taken.size + 1 }, (_, index) => `${last}${index + 2}`);
    const free = [...words, ...numbered].find((name) => !taken.has(name)) ?? last;
    taken.add(free);
    return free;
  };
}

function camelCase(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const [first = 'unnamed', ...others] = words;
  const name = [first, ...others.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('');
  const lower = name.charAt(0).toLowerCase() + name.slice(1);
  return /^\d/.test(lower) ? `n${lower}` : lower;
}
