import { isSlipOf } from '../../src/analyse/name-slip';

test.each([
  ['paymants', 'payments'],
  ['payment', 'payments'],
  ['team-chekcout', 'team-checkout'],
  ['prodduction', 'production'],
])('%s is a slip for %s, either way round', (name, other) => {
  expect([isSlipOf(name, other), isSlipOf(other, name)]).toEqual([true, true]);
});

test.each([
  ['team-a', 'team-b'],
  ['web', 'web2'],
  ['prod', 'prod'],
  ['production', 'staging'],
  ['orders-eu', 'orders-us'],
  ['orders', 'orders-db'],
  ['payments', 'paymetns-x'],
])('%s is a name beside %s', (name, other) => {
  expect(isSlipOf(name, other)).toBe(false);
});
