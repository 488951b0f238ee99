import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { admit } from '../../src/admission/admit';

interface Row {
  readonly id: string;
  readonly object: unknown;
  readonly verdict: 'accept' | 'reject';
  readonly schemaErrors: readonly string[];
  readonly webhookErrors: readonly string[];
  readonly warnings: readonly string[];
  readonly unknownFields: readonly string[];
}

/** Rows on which we differ from Istio, each with its reason. A row that agrees again must leave the list. */
const KNOWN_GAPS: Readonly<Record<string, string>> = {};

const rows = gunzipSync(readFileSync(join(__dirname, '../corpus/validation/generated.jsonl.gz')))
  .toString('utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Row);

/** What we say otherwise than the row does. */
function differences(row: Row): readonly string[] {
  const { accepted, errors, warnings, unknownFields } = admit(row.object);
  const webhookTakes = row.webhookErrors.length === 0 && !errors.some(({ layer }) => layer === 'webhook');
  return [
    accepted !== (row.verdict === 'accept') && 'verdict',
    accepted !== (errors.length === 0) && 'errors',
    errors.some(({ layer }) => layer === 'schema') !== row.schemaErrors.length > 0 && 'schema layer',
    webhookTakes && warnings.length > 0 !== row.warnings.length > 0 && 'warnings',
    [...unknownFields].sort().join() !== [...row.unknownFields].sort().join() && 'unknown fields',
  ].filter((each) => each !== false);
}

describe('admission of the recorded objects', () => {
  it('has all recorded objects', () => {
    expect(rows).toHaveLength(2377);
  });

  it('agrees with Istio on every row that is no known gap', () => {
    const disagreeing = rows
      .map((row) => ({ id: row.id, differs: differences(row) }))
      .filter((row) => row.differs.length > 0);
    expect(disagreeing.filter(({ id }) => KNOWN_GAPS[id] === undefined)).toEqual([]);
  });

  it('has no known gap that is closed', () => {
    const closed = rows.filter((row) => KNOWN_GAPS[row.id] !== undefined && differences(row).length === 0);
    expect(closed.map(({ id }) => id)).toEqual([]);
  });

  it('says each thing in one line that does not end in a period', () => {
    const messages = rows.flatMap((row) => {
      const { errors, warnings } = admit(row.object);
      return [...errors, ...warnings].map(({ message }) => message);
    });
    expect([...new Set(messages)].filter((message) => /\n|\.$|^[A-Z]/.test(message))).toEqual([]);
  });
});
