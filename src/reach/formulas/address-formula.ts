/** When is an address in one of the blocks of a policy? */
import type { ConditionValue } from '../../policy/condition-value';
import { ofKind, textsOf } from '../../policy/condition-value';
import { isWithin, tryEnvoyAddress } from '../../policy/ip-block';
import type { Formula } from './formula';
import { constant, NEVER } from './formula';
import type { AddressSource } from './scene';

/** The address from there is in one of these blocks. */
export function addressFormula(where: AddressSource, values: readonly ConditionValue[]): Formula {
  const blocks = ofKind(values, 'block').map(({ block }) => block);
  switch (where.kind) {
    case 'none':
      return NEVER;
    case 'unknown':
      return blocks.length === 0 ? NEVER : { kind: 'unknown', because: where.because };
    case 'fixed': {
      const address = tryEnvoyAddress(where.ip);
      return constant(address !== undefined && blocks.some((block) => isWithin(block, address)));
    }
    case 'asked':
      return {
        kind: 'is',
        literal: { about: where.about, among: { kind: 'addresses', blocks }, written: textsOf(values) },
      };
  }
}
