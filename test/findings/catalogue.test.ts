import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cataloguePage, CODES, entryOf } from '../../src/findings/catalogue';
import { visible } from '../../src/findings/visible';

test('docs/findings.md is what `npm run docs` makes of the catalogue', () => {
  expect(readFileSync(join(__dirname, '../../docs/findings.md'), 'utf8')).toBe(cataloguePage());
});

test('codes stand in order, and each has words that a table can hold', () => {
  expect(CODES).toEqual([...CODES].sort());
  for (const code of CODES) {
    expect(code).toMatch(/^ZT\d{3}$/);
    expect(entryOf(code).title).toMatch(/^[^.|\n]+$/);
    expect(entryOf(code).docs).toMatch(/^[^|\n]+\.$/);
  }
});

test('what could forge lines or screens is written out', () => {
  expect(visible('a\nb\u001b[2J\u202ec é')).toBe('a\\u000ab\\u001b[2J\\u202ec é');
});
