/** A program of constructs as data, so that the program which is shown is the one that was tried. */

/** What stands on the right of an assignment, or among arguments. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly fields: readonly (readonly [name: string, value: Expression])[] }
  /** a variable of the program, a class that it imports, or a member of a class */
  | { readonly kind: 'name'; readonly name: string; readonly member?: string }
  | { readonly kind: 'new'; readonly type: string; readonly args: readonly Expression[] }
  /** a method of a variable, or a static one of a class */
  | { readonly kind: 'call'; readonly on: string; readonly method: string; readonly args: readonly Expression[] };

/** One line of the program, as far as it fits. */
export type Statement =
  | { readonly kind: 'declare'; readonly name: string; readonly value: Expression }
  | { readonly kind: 'do'; readonly value: Expression }
  /** words above what follows, after an empty line */
  | { readonly kind: 'comment'; readonly text: string };

/** The program, but for the app around it: `app` is a variable from the start. */
export type Program = readonly Statement[];

/** `'shop'`, `8080`. */
export function literal(value: string | number | boolean | null): Expression {
  return { kind: 'literal', value };
}

/** `[a, b]`. */
export function list(items: readonly Expression[]): Expression {
  return { kind: 'list', items };
}

/** `{ name: a }`, of the fields that have a value. */
export function object(fields: Readonly<Record<string, Expression | undefined>>): Expression {
  return {
    kind: 'object',
    fields: Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  };
}

/** `orders`, or `MtlsMode.STRICT`. */
export function named(name: string, member?: string): Expression {
  return { kind: 'name', name, ...(member === undefined ? {} : { member }) };
}

/** `new Chart(app, 'shop')`. */
export function create(type: string, ...args: readonly Expression[]): Expression {
  return { kind: 'new', type, args };
}

/** `orders.select(labels)`. */
export function call(on: string, method: string, ...args: readonly Expression[]): Expression {
  return { kind: 'call', on, method, args };
}

/** A value of a manifest, as it is. */
export function plain(value: unknown): Expression {
  if (Array.isArray(value)) return list(value.map(plain));
  if (typeof value === 'object' && value !== null) {
    return { kind: 'object', fields: Object.entries(value).map(([name, item]) => [name, plain(item)]) };
  }
  return literal(value as string | number | boolean | null);
}

/** The variables and classes that it names, each as often as it does. */
export function namesIn(statement: Statement): readonly string[] {
  return statement.kind === 'comment' ? [] : namesOf(statement.value);
}

function namesOf(value: Expression): readonly string[] {
  switch (value.kind) {
    case 'literal':
      return [];
    case 'name':
      return [value.name];
    case 'list':
      return value.items.flatMap(namesOf);
    case 'object':
      return value.fields.flatMap(([, item]) => namesOf(item));
    case 'new':
      return [value.type, ...value.args.flatMap(namesOf)];
    case 'call':
      return [value.on, ...value.args.flatMap(namesOf)];
  }
}
