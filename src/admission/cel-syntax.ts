/** Whether a text is an expression of CEL, as Istio asks of a filter of access logs. Types and names do not count. */
import { type CelToken, tryCelTokens } from './cel-tokens';
import { shown } from './json';

/** What an operand is, as far as macros need it. */
type Shape = 'name' | 'field' | 'other';

/** Thrown inside this file only; the one export turns it into its answer. */
class SyntaxProblem extends Error {}

/** @see cel-spec, doc/langdef.md, `RESERVED` */
const RESERVED = `as break const continue else for function if import let loop package namespace return var void
while in true false null`.split(/\s+/);
const RELATIONS = ['<', '<=', '>=', '>', '==', '!=', 'in'];
const LITERALS = ['true', 'false', 'null'];
/** Macros on a list, by the counts of arguments that make them macros; the first names a variable. */
const LIST_MACROS: ReadonlyMap<string, readonly number[]> = new Map([
  ['all', [2]],
  ['exists', [2]],
  ['exists_one', [2]],
  ['existsOne', [2]],
  ['map', [2, 3]],
  ['filter', [2]],
]);
const MAX_DEPTH = 250;

/**
 * What is wrong with the syntax of an expression, or nothing.
 * @see istio pkg/config/validation/validation_istiod.go, `validateTelemetryFilter`; cel-go parser/gen/CEL.g4
 */
export function celSyntaxProblem(expression: string): string | undefined {
  const tokens = tryCelTokens(expression);
  if (tokens === undefined) return `${shown(expression)} is not CEL: a character begins no word of it`;
  try {
    new Parser(tokens).whole();
    return undefined;
  } catch (problem) {
    if (problem instanceof SyntaxProblem) return `${shown(expression)} is not CEL: ${problem.message}`;
    throw problem;
  }
}

class Parser {
  private place = 0;
  private depth = 0;

  public constructor(private readonly tokens: readonly CelToken[]) {}

  public whole(): void {
    this.expression();
    if (this.next.kind !== 'end') throw new SyntaxProblem(`\`${this.next.text}\` is out of place`);
  }

  private get next(): CelToken {
    return this.tokens[this.place] ?? { kind: 'end', text: '' };
  }

  private expression(): Shape {
    if (++this.depth > MAX_DEPTH) throw new SyntaxProblem('it is nested too deeply');
    const shape = this.chain([['||'], ['&&'], RELATIONS, ['+', '-'], ['*', '/', '%']]);
    if (this.tryTake('?')) {
      this.chain([['||'], ['&&'], RELATIONS, ['+', '-'], ['*', '/', '%']]);
      this.take(':');
      this.expression();
      this.depth--;
      return 'other';
    }
    this.depth--;
    return shape;
  }

  /** Operands joined by operators, from the loosest operators to the tightest. */
  private chain([operators, ...tighter]: readonly (readonly string[])[]): Shape {
    if (operators === undefined) return this.unary();
    let shape = this.chain(tighter);
    while (operators.some((operator) => this.tryTake(operator))) {
      this.chain(tighter);
      shape = 'other';
    }
    return shape;
  }

  private unary(): Shape {
    for (const sign of ['!', '-']) {
      if (!this.tryTake(sign)) continue;
      let count = 1;
      while (this.tryTake(sign)) count++;
      // A number has a sign of its own, also behind `!`.
      const numeric = this.next.text === '-' && this.tokens[this.place + 1]?.kind === 'number';
      if (sign === '!' && numeric) this.place++;
      this.member(sign === '-' ? count === 1 : numeric);
      return 'other';
    }
    return this.member();
  }

  private member(negative = false): Shape {
    let shape = this.primary(negative);
    for (;;) {
      if (this.tryTake('.')) {
        const name = this.fieldName();
        shape = 'field';
        if (this.tryTake('(')) {
          this.call(name, true);
          shape = 'other';
        } else if (this.next.text === '{') throw new SyntaxProblem('`{` is out of place');
      } else if (this.tryTake('[')) {
        this.expression();
        this.take(']');
        shape = 'other';
      } else return shape;
    }
  }

  private primary(negative: boolean): Shape {
    const { kind, text } = this.next;
    if (kind === 'number' || kind === 'literal' || (kind === 'name' && LITERALS.includes(text))) {
      this.place++;
      if (kind === 'number') checkNumber(text, negative);
      return 'other';
    }
    if (this.tryTake('(')) {
      const shape = this.expression();
      this.take(')');
      return shape;
    }
    if (this.tryTake('[')) return this.elements(']', () => this.expression());
    if (this.tryTake('{')) return this.elements('}', () => this.entry(() => this.expression()));
    this.tryTake('.');
    const name = this.name();
    if (this.tryTake('(')) {
      this.call(name, false);
      return 'other';
    }
    if (this.tryMessage()) return 'other';
    if (RESERVED.includes(name)) throw new SyntaxProblem(`\`${name}\` is reserved`);
    return 'name';
  }

  /** `a.b.Type{field: value}`: a name with dots may be the name of a message. */
  private tryMessage(): boolean {
    let end = this.place;
    while (this.tokens[end]?.text === '.' && this.tokens[end + 1]?.kind === 'name') end += 2;
    if (this.tokens[end]?.text !== '{') return false;
    this.place = end + 1;
    this.elements('}', () => this.entry(() => this.fieldName()));
    return true;
  }

  /** Elements with commas between them, of which one may be the last, or the only thing there is. */
  private elements(close: string, element: () => unknown): Shape {
    if (this.next.text !== close && this.next.text !== ',') {
      element();
      while (this.tryTake(',') && this.next.text !== close) element();
    } else this.tryTake(',');
    this.take(close);
    return 'other';
  }

  private entry(key: () => unknown): void {
    key();
    this.take(':');
    this.expression();
  }

  /** Arguments; the parenthesis is already open. Macros ask more of theirs than functions. */
  private call(name: string, onOperand: boolean): void {
    const shapes: Shape[] = [];
    if (!this.tryTake(')')) {
      do shapes.push(this.expression());
      while (this.tryTake(','));
      this.take(')');
    }
    if (!onOperand && name === 'has' && shapes.length === 1 && shapes[0] !== 'field')
      throw new SyntaxProblem('`has()` needs a field, such as `has(request.headers)`');
    if (onOperand && (LIST_MACROS.get(name) ?? []).includes(shapes.length) && shapes[0] !== 'name')
      throw new SyntaxProblem(`\`${name}()\` needs the name of a variable first`);
    if (!onOperand && RESERVED.includes(name)) throw new SyntaxProblem(`\`${name}\` is reserved`);
  }

  /** A name, or any words in back quotes, which no function is called. */
  private fieldName(): string {
    if (this.next.kind !== 'quoted') return this.name();
    this.place++;
    if (this.next.text === '(') throw new SyntaxProblem('`(` is out of place');
    return '';
  }

  private name(): string {
    const { kind, text } = this.next;
    if (kind !== 'name' || ['in', ...LITERALS].includes(text)) throw new SyntaxProblem(`\`${text}\` is out of place`);
    this.place++;
    return text;
  }

  private take(text: string): void {
    if (!this.tryTake(text)) throw new SyntaxProblem(`there is \`${this.next.text}\` in place of \`${text}\``);
  }

  private tryTake(text: string): boolean {
    const { kind, text: found } = this.next;
    if (found !== text || (kind !== 'operator' && !(kind === 'name' && text === 'in'))) return false;
    this.place++;
    return true;
  }
}

/** Integers have 64 bits, and so have other numbers. */
function checkNumber(text: string, negative: boolean): void {
  if (/^\d*\.|^\d+[eE]/.test(text)) {
    if (!Number.isFinite(Number(text))) throw new SyntaxProblem(`\`${text}\` is too large`);
    return;
  }
  const unsigned = /[uU]$/.test(text);
  const value = BigInt(text.replace(/[uU]$/, ''));
  const limit = unsigned ? 1n << 64n : (1n << 63n) + (negative ? 1n : 0n);
  if (value >= limit) throw new SyntaxProblem(`\`${text}\` does not fit 64 bits`);
}
