/** What does a program write? It is run here with the same constructs that its text imports. */
import { ApiObject, App, Chart } from 'cdk8s';
import * as library from 'cdk8s-zero-trust';
import type { Expression, Program } from './program';

/** What came out, or every reason why nothing did, each with the path of the construct. */
export type Written =
  | { readonly kind: 'manifests'; readonly text: string }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

type Things = ReadonlyMap<string, unknown>;

const CLASSES: Things = new Map<string, unknown>([...Object.entries(library), ...Object.entries({ ApiObject, Chart })]);
const REFUSED = 'Validation failed with the following errors:\n';

/**
 * Runs it on an app of its own. What the constructs, or cdk8s, refuse is a reason. A mistake of ours, by which it is no
 * program, is thrown: policies that were kept for it would hide it.
 */
export function runProgram(program: Program): Written {
  const app = new App();
  const things = new Map([...CLASSES, ['app', app]]);
  try {
    for (const statement of program) {
      if (statement.kind === 'comment') continue;
      const value = valueOf(statement.value, things);
      if (statement.kind === 'declare') things.set(statement.name, value);
    }
    return { kind: 'manifests', text: app.synthYaml() };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'Error') throw error;
    const { message } = error;
    const lines = message.startsWith(REFUSED) ? message.slice(REFUSED.length).split('\n') : [message];
    return { kind: 'refused', problems: lines.map((line) => line.trim()).filter((line) => line !== '') };
  }
}

function valueOf(value: Expression, things: Things): unknown {
  const all = (items: readonly Expression[]): unknown[] => items.map((item) => valueOf(item, things));
  switch (value.kind) {
    case 'literal':
      return value.value;
    case 'name': {
      const found = thing(value.name, things);
      return value.member === undefined ? found : member(found, value.member);
    }
    case 'list':
      return all(value.items);
    case 'object':
      return Object.fromEntries(value.fields.map(([name, item]) => [name, valueOf(item, things)]));
    case 'new':
      return Reflect.construct(thing(value.type, things) as new () => unknown, all(value.args));
    case 'call': {
      const on = thing(value.on, things);
      return Reflect.apply(member(on, value.method) as () => unknown, on, all(value.args));
    }
  }
}

function thing(name: string, things: Things): unknown {
  if (!things.has(name)) throw new ReferenceError(`\`${name}\` is not declared in the program`);
  return things.get(name);
}

function member(of: unknown, name: string): unknown {
  return (of as Readonly<Record<string, unknown>>)[name];
}
