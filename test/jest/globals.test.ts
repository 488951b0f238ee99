/** The `expect` that is imported is the same, and is typed as well. */
import { expect, test } from '@jest/globals';
import 'cdk8s-zero-trust/jest';
import { CHARGE, REFUND, SHOP } from './shop';

test('the imported `expect` has the matchers', () => {
  expect(SHOP).toAllow(CHARGE);
  expect(SHOP).not.toDeny(CHARGE, { layer: 'mtls' });
  // @ts-expect-error -- no such key
  expect(() => expect(SHOP).toDeny({ ...REFUND, form: {} })).toThrow('did you mean `from`?');
});
