/** How does a program read? As TypeScript that somebody will go on with. */
import { visible } from '../findings/visible';
import { type Expression, namesIn, type Program, type Statement } from './program';

const WIDEST = 110;
const FROM_CDK8S = ['ApiObject', 'App', 'Chart'];

/** The whole file: imports, the app, the program, and the synth. The same program gives the same text. */
export function printProgram(program: Program): string {
  // classes begin with a capital, variables do not
  const used = new Set(program.flatMap(namesIn).filter((name) => /^[A-Z]/.test(name)));
  const lines = [
    ...imports(
      FROM_CDK8S.filter((name) => name === 'App' || used.has(name)),
      'cdk8s',
    ),
    ...imports([...used].filter((name) => !FROM_CDK8S.includes(name)).sort(), 'cdk8s-zero-trust'),
    '',
    'const app = new App();',
    ...program.map(printStatement),
    '',
    'app.synth();',
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function imports(names: readonly string[], from: string): readonly string[] {
  if (names.length === 0) return [];
  const end = `} from ${quoted(from)};`;
  const line = `import { ${names.join(', ')} ${end}`;
  return line.length <= WIDEST ? [line] : ['import {', ...names.map((name) => `  ${name},`), end];
}

function printStatement(statement: Statement): string {
  switch (statement.kind) {
    case 'declare':
      return `const ${statement.name} = ${print(statement.value, 0, `const ${statement.name} = `.length + 1)};`;
    case 'do':
      return `${print(statement.value, 0, 1)};`;
    case 'comment':
      return `\n${statement.text
        .split('\n')
        // what somebody wrote may end a line for JavaScript, and go on as code
        .map((line) => `// ${visible(line)}`)
        .join('\n')}`;
  }
}

/** In one line where that fits beside `taken` characters, else a part a line, indented by `depth`. */
function print(value: Expression, depth: number, taken: number): string {
  const line = inOneLine(value);
  if (depth * 2 + taken + line.length <= WIDEST) return line;
  const deeper = '  '.repeat(depth + 1);
  const block = (open: string, items: readonly string[], close: string): string =>
    `${open}\n${items.map((item) => `${deeper}${item},\n`).join('')}${'  '.repeat(depth)}${close}`;
  switch (value.kind) {
    case 'literal':
    case 'name':
      return line;
    case 'list':
      return block(
        '[',
        value.items.map((item) => print(item, depth + 1, 1)),
        ']',
      );
    case 'object':
      return block(
        '{',
        value.fields.map(([name, item]) => `${key(name)}: ${print(item, depth + 1, key(name).length + 3)}`),
        '}',
      );
    case 'new':
    case 'call': {
      const head = value.kind === 'new' ? `new ${value.type}` : `${value.on}.${value.method}`;
      const last = value.args.at(-1);
      const before = value.args.slice(0, -1).map(inOneLine);
      const start = `${head}(${before.map((each) => `${each}, `).join('')}`;
      // options come last, and open on the line of the call
      if (last !== undefined && (last.kind === 'object' || last.kind === 'list') && start.length + 1 <= WIDEST) {
        return `${start}${print(last, depth, WIDEST)})`;
      }
      return block(
        `${head}(`,
        value.args.map((item) => print(item, depth + 1, 1)),
        ')',
      );
    }
  }
}

function inOneLine(value: Expression): string {
  const all = (items: readonly Expression[]): string => items.map(inOneLine).join(', ');
  switch (value.kind) {
    case 'literal':
      return typeof value.value === 'string' ? quoted(value.value) : String(value.value);
    case 'name':
      return value.member === undefined ? value.name : `${value.name}.${value.member}`;
    case 'list':
      return `[${all(value.items)}]`;
    case 'object': {
      const fields = value.fields.map(([name, item]) =>
        item.kind === 'name' && item.member === undefined && item.name === name
          ? name
          : `${key(name)}: ${inOneLine(item)}`,
      );
      return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
    }
    case 'new':
      return `new ${value.type}(${all(value.args)})`;
    case 'call':
      return `${value.on}.${value.method}(${all(value.args)})`;
  }
}

function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

/** A text of TypeScript, whatever stands in it. */
function quoted(text: string): string {
  const inside = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return `'${visible(inside.replaceAll("'", "\\'"))}'`;
}
