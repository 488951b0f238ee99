import type { FieldPath } from '../../src/policy/field-path';
import { showFieldPath } from '../../src/policy/field-path';
import { locate } from '../../src/policy/locate';
import { splitDocuments } from '../../src/policy/split-documents';

const TEXT = `# first
kind: A
---
kind: B
base: &base
  shared: 1
metadata:
  labels: {app.io/x: "y", 'a': b}
spec:
  <<: *base
  rules:
    - to: [{paths: ["/a", /b]}]
    - text: |
        block
      none:
`;
const document = splitDocuments({ name: 'f', text: TEXT }).documents[1]!;
const lines = TEXT.split('\n');

/** What stands at the place of the field. */
const at = (...path: FieldPath) => {
  const { line, column } = locate(document, path);
  return `${line}: ${lines[line - 1]?.slice(column - 1)}`;
};

test('a word has its own place, quoted or not', () => {
  expect(at('kind')).toBe('4: B');
  expect(at('spec', 'rules', 0, 'to', 0, 'paths', 0)).toBe('12: "/a", /b]}]');
  expect(at('spec', 'rules', 0, 'to', 0, 'paths', 1)).toBe('12: /b]}]');
  expect(at('metadata', 'labels', 'app.io/x')).toBe(`8: "y", 'a': b}`);
});

test('a mapping, a list, a block of text or nothing has the place of its key', () => {
  expect(at('spec')).toBe('9: spec:');
  expect(at('spec', 'rules')).toBe('11: rules:');
  expect(at('spec', 'rules', 1, 'text')).toBe('13: text: |');
  expect(at('spec', 'rules', 1, 'none')).toBe('15: none:');
});

test('an item of a list has the place where it begins', () => {
  expect(at('spec', 'rules', 1)).toBe('13: text: |');
});

test('a merged field has the place where it was written', () => {
  expect(at('spec', 'shared')).toBe('6: 1');
});

test('a field that is not there has the place of what is around it', () => {
  expect(at('spec', 'action')).toBe('9: spec:');
  expect(at('spec', 'rules', 7, 'x')).toBe('11: rules:');
  expect(at()).toBe('4: kind: B');
});

test('a path is shown as people write it', () => {
  expect(showFieldPath(['spec', 'rules', 1, 'to', 0])).toBe('spec.rules[1].to[0]');
  expect(showFieldPath(['metadata', 'labels', 'app.io/x'])).toBe('metadata.labels[app.io/x]');
  expect(showFieldPath(['spec', 'portLevelMtls', '80', 'mode'])).toBe('spec.portLevelMtls[80].mode');
});
