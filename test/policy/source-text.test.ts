import { decodeUtf8, positionsIn } from '../../src/policy/source-text';

test('a position counts lines of every ending, and columns', () => {
  const text = 'a\nbc\r\nd\re';
  expect([0, 2, 3, 6, 8].map((offset) => positionsIn(text)(offset))).toEqual([
    { line: 1, column: 1 },
    { line: 2, column: 1 },
    { line: 2, column: 2 },
    { line: 3, column: 1 },
    { line: 4, column: 1 },
  ]);
});

test('good UTF-8 is text, without its byte order mark', () => {
  expect(decodeUtf8('f', Buffer.from('\ufeffkind: é€😀\n'))).toEqual({ name: 'f', text: 'kind: é€😀\n' });
});

test.each([
  ['latin-1', Buffer.from('a: b\nc: caf\xe9 x\n', 'latin1'), 2, 7, '0xe9'],
  ['cut at the end', Buffer.from('a: é').subarray(0, 4), 1, 4, '0xc3'],
  ['UTF-16', Buffer.from('\ufeffa: b', 'utf16le'), 1, 1, '0xff'],
])('bytes that are not UTF-8 have a place: %s', (_, bytes, line, column, byte) => {
  expect(decodeUtf8('f', bytes)).toEqual({
    file: 'f',
    line,
    column,
    message: `byte \`${byte}\` is not UTF-8; save the file as UTF-8`,
  });
});
