/** Whether Go compiles a regular expression (RE2): no look-around, no backreferences, repetitions up to 1,000. */
import { isUnicodeClass } from './unicode-classes';

/** A part of an expression, as far as the limit on nested repetitions needs it. */
interface Part {
  readonly times: number;
  readonly parts: readonly Part[];
}

/** What stands between two parentheses, so far. */
interface Group {
  readonly parts: Part[];
  /** whether something stands here that a repetition may follow */
  hasOperand: boolean;
}

/** Thrown inside this file only; the one export turns it into its answer. */
class SyntaxProblem extends Error {}

const MAX_REPEAT = 1000;
const POSIX_CLASS = /^\[:\^?(alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]/;
const ANY_CHARACTER = /^[^]/u;

/**
 * What Go finds wrong with a regular expression, or nothing.
 * @see go regexp/syntax `Parse` with the flags `Perl`
 */
export function regexpProblem(text: string): string | undefined {
  try {
    new Reader(text).read();
    return undefined;
  } catch (problem) {
    if (problem instanceof SyntaxProblem) return problem.message;
    throw problem;
  }
}

class Reader {
  private readonly names = new Set<string>();
  private readonly groups: Group[] = [{ parts: [], hasOperand: false }];

  public constructor(private rest: string) {}

  public read(): void {
    let afterRepeat = false;
    while (this.rest !== '') {
      const repeat = this.tryRepeat();
      if (repeat === undefined) this.step();
      else this.repeat(repeat, afterRepeat);
      afterRepeat = repeat !== undefined;
    }
    if (this.groups.length > 1) throw new SyntaxProblem('a group has no `)`');
  }

  private get group(): Group {
    return this.groups[this.groups.length - 1] as Group;
  }

  /** One item that is no repetition. */
  private step(): void {
    if (this.rest.startsWith('(?')) return this.open(this.flags());
    if (this.tryTake('(') !== undefined) return this.open(true);
    if (this.tryTake('|') !== undefined) {
      this.group.hasOperand = false;
      return;
    }
    if (this.tryTake(')') !== undefined) return this.close();
    if (this.rest.startsWith('[')) this.characterClass();
    else if (this.rest.startsWith('\\')) {
      const quoted = /^\\Q([^]*?)(\\E|$)/.exec(this.rest);
      if (quoted !== null) {
        this.rest = this.rest.slice(quoted[0].length);
        if (quoted[1] === '') return;
      } else if (this.tryTake(/^\\[AbBz]/) === undefined && !this.tryNamedClass()) this.escape();
    } else this.tryTake(ANY_CHARACTER);
    this.add({ times: 1, parts: [] });
  }

  private add(part: Part): void {
    this.group.parts.push(part);
    this.group.hasOperand = true;
  }

  private open(opens: boolean): void {
    if (opens) this.groups.push({ parts: [], hasOperand: false });
  }

  private close(): void {
    const closed = this.groups.length > 1 ? this.groups.pop() : undefined;
    if (closed === undefined) throw new SyntaxProblem('a `)` closes nothing');
    this.add({ times: 1, parts: closed.parts });
  }

  /** `(?P<name>`, `(?<name>`, `(?flags:` open a group; `(?flags)` does not. */
  private flags(): boolean {
    const named = /^\(\?P?</.exec(this.rest);
    if (named !== null) {
      const name = this.tryTake(/^\(\?P?<(\w+)>/)?.[1];
      if (name === undefined) throw new SyntaxProblem('`(?<` opens no named group; look-behind is not known');
      if (this.names.has(name)) throw new SyntaxProblem(`the group \`${name}\` is there twice`);
      this.names.add(name);
      return true;
    }
    const taken = this.tryTake(/^\(\?([imsU]*(?:-[imsU]+)?)([:)])/);
    if (taken === undefined) throw new SyntaxProblem('`(?` opens nothing that is known; look-around is not');
    return taken[2] === ':';
  }

  /** The largest count of a repetition that stands here: 0 if it has none. A malformed `{` is a plain character. */
  private tryRepeat(): number | undefined {
    if (this.tryTake(/^[*+?]\??/) !== undefined) return 0;
    const braces = this.tryTake(/^\{(0|[1-9]\d*)(,(0|[1-9]\d*)?)?\}\??/);
    if (braces === undefined) return undefined;
    const min = Number(braces[1]);
    const max = braces[2] === undefined ? min : braces[3] === undefined ? undefined : Number(braces[3]);
    if (min > MAX_REPEAT || (max !== undefined && (max > MAX_REPEAT || min > max)))
      throw new SyntaxProblem(`the repetition \`${braces[0]}\` is out of order or beyond 1000`);
    return max ?? min;
  }

  private repeat(times: number, afterRepeat: boolean): void {
    const last = this.group.parts.pop();
    if (!this.group.hasOperand || last === undefined) throw new SyntaxProblem('a repetition has nothing to repeat');
    if (afterRepeat) throw new SyntaxProblem('a repetition directly follows another');
    const part = { times, parts: [last] };
    if (times >= 2 && !fits(part, MAX_REPEAT)) throw new SyntaxProblem('nested repetitions go beyond 1000');
    this.group.parts.push(part);
  }

  private characterClass(): void {
    this.tryTake(/^\[\^?/);
    for (let first = true; first || !this.rest.startsWith(']'); first = false) {
      if (this.tryTake(POSIX_CLASS) !== undefined || this.tryNamedClass()) continue;
      if (/^\[:.*?:\]/s.test(this.rest)) throw new SyntaxProblem('a class such as `[:name:]` is not known');
      const low = this.classCharacter();
      if (/^-[^\]]/s.test(this.rest)) {
        this.tryTake('-');
        if (this.classCharacter() < low) throw new SyntaxProblem('a range of characters is out of order');
      }
    }
    this.tryTake(']');
  }

  private classCharacter(): number {
    if (this.rest.startsWith('\\')) return this.escape();
    const character = this.tryTake(ANY_CHARACTER);
    if (character === undefined) throw new SyntaxProblem('a character class has no `]`');
    return character[0].codePointAt(0) ?? 0;
  }

  /** `\d` and the like, `\pL`, `\p{Greek}`. */
  private tryNamedClass(): boolean {
    if (this.tryTake(/^\\[dDsSwW]/) !== undefined) return true;
    if (!/^\\[pP]/.test(this.rest)) return false;
    const taken = this.tryTake(/^\\[pP](?:\{\^?([^}]*)\}|([^{]))/su);
    if (taken === undefined || !isUnicodeClass(taken[1] ?? taken[2] ?? ''))
      throw new SyntaxProblem('a class of Unicode is not known');
    return true;
  }

  /** The character of an escape. */
  private escape(): number {
    const octal = this.tryTake(/^\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/);
    if (octal !== undefined) return parseInt(octal[1] ?? '0', 8);
    const hexadecimal = this.tryTake(/^\\x(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2}))/);
    const code = hexadecimal === undefined ? undefined : parseInt(hexadecimal[1] ?? hexadecimal[2] ?? '0', 16);
    if (code !== undefined && code <= 0x10ffff) return code;
    const taken = this.tryTake(/^\\(?:[afnrtv]|[\0-\x7f](?<![0-9A-Za-z]))/);
    if (taken === undefined || code !== undefined)
      throw new SyntaxProblem(`the escape \`${this.rest.slice(0, 2)}\` is not known`);
    const named = 'afnrtv'.indexOf(taken[0].slice(1));
    return named < 0 ? (taken[0].codePointAt(1) ?? 0) : ([7, 12, 10, 13, 9, 11][named] ?? 0);
  }

  private tryTake(pattern: RegExp | string): RegExpExecArray | undefined {
    const escaped = typeof pattern === 'string' ? new RegExp(`^${pattern.replace(/[^]/g, '\\$&')}`) : pattern;
    const taken = escaped.exec(this.rest) ?? undefined;
    if (taken !== undefined) this.rest = this.rest.slice(taken[0].length);
    return taken;
  }
}

/** @see go regexp/syntax `repeatIsValid`: counts of nested repetitions multiply */
function fits(part: Part, budget: number): boolean {
  if (part.times > budget) return false;
  const left = part.times > 0 ? Math.floor(budget / part.times) : budget;
  return part.parts.every((inner) => fits(inner, left));
}
