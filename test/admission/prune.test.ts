import { prune } from '../../src/admission/prune';
import type { Schema } from '../../src/admission/schema';

const text: Schema = { type: 'string' };
const schema: Schema = {
  type: 'object',
  fields: {
    name: text,
    limit: { type: 'integer', nullable: true },
    labels: { type: 'object', values: text },
    rules: { type: 'array', items: { type: 'object', fields: { from: text } } },
    free: { type: 'object', open: true },
  },
};

/** @see kubernetes apiextensions-apiserver pkg/apiserver/schema/pruning/algorithm.go */
describe('pruning', () => {
  it('drops unknown fields at every depth, and names them', () => {
    const { value, unknownFields } = prune({ name: 'a', nmae: 1, rules: [{ form: 1, from: 'x' }] }, schema, 'spec');
    expect(value).toEqual({ name: 'a', rules: [{ from: 'x' }] });
    expect(unknownFields).toEqual(['spec.nmae', 'spec.rules[0].form']);
  });

  it('keeps everything where the schema is open', () => {
    expect(prune({ free: { a: { b: null } } }, schema, 'spec')).toEqual({
      value: { free: { a: { b: null } } },
      unknownFields: [],
    });
  });

  it('drops null where null is not allowed, also in maps, and not in lists', () => {
    const { value } = prune({ name: null, limit: null, labels: { app: null }, rules: [null] }, schema, 'spec');
    expect(value).toEqual({ limit: null, labels: {}, rules: [null] });
  });

  it('empties an object in place of a list, and the objects of a list in place of an object', () => {
    expect(prune({ rules: { from: 'x' }, labels: [{ app: 'x' }] }, schema, 'spec')).toEqual({
      value: { rules: {}, labels: [{}] },
      unknownFields: ['spec.rules.from', 'spec.labels[0].app'],
    });
  });

  it('leaves what it is given as it is', () => {
    const given = Object.freeze({ name: 'a', nmae: 1 });
    prune(given, schema, 'spec');
    expect(given).toEqual({ name: 'a', nmae: 1 });
  });
});
