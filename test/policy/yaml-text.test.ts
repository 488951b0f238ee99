import fc from 'fast-check';
import type { JsonObject } from '../../src/policy/json-object';
import { yamlLines } from '../../src/policy/yaml-text';
import { readDocument } from '../../src/policy/yaml-document';

test('read again, it is the same object', () => {
  const words = fc.constantFrom(
    'true',
    'no',
    '1',
    '08',
    '1e3',
    '',
    ' a',
    'a: b',
    '- x',
    '#',
    '*',
    '/a/*',
    '{a}',
    'a\nb',
    'a\n',
    'a\n\n  b: c\n- d \n',
    ' a\nb\n',
    'a\n\n',
    'a\tb\nc\n',
    'é',
  );
  const leaf = fc.oneof(words, fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const value = fc.letrec((tie) => ({
    node: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('node'), { maxLength: 3 }), tie('map')),
    map: fc.dictionary(fc.oneof(words, fc.string({ minLength: 1 })), tie('node'), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  })).map;
  fc.assert(
    fc.property(value, (object) => {
      fc.pre(Object.keys(object as object).length > 0 && !JSON.stringify(object).includes('__proto__'));
      const text = yamlLines(object as JsonObject).join('\n');
      const read = readDocument({ file: 'a', index: 0, text, firstLine: 1 });
      expect(read.problems).toEqual([]);
      expect(read.value).toEqual(object);
    }),
  );
});

test('text of several lines is a block, also in a list', () => {
  expect(yamlLines({ a: { b: 'x\n\n  y\n' }, c: ['x\ny\n'] })).toEqual([
    ...['a:', '  b: |', '    x', '', '      y'],
    ...['c:', '  - |', '    x', '    y'],
  ]);
});
