/** Which case would notice a change? One that expects what is decided now, of a call that is then decided otherwise. */
import type { Case } from '../cases/case-file';
import { compare, type Comparison, readExpectation } from '../cases/expectation';
import type { JsonObject } from '../policy/json-object';
import { nameOf } from '../policy/metadata';
import { readCase } from '../policy/read-case';
import type { DecidedOtherwise, DecidingMesh } from './difference';
import { expectationOf } from './expected-verdict';
import type { Mutant } from './mutant';

/** A case, as somebody would write it and as it is read. */
export interface NoticingCase {
  readonly written: JsonObject;
  readonly read: Case;
}

/** The case for this call. `id` is its own in the case file. */
export function noticingCase(
  id: string,
  { change, before: { kind, policy } }: Mutant,
  found: DecidedOtherwise,
): NoticingCase {
  const written = {
    id,
    because: `it must not be that in ${kind} ${nameOf(policy)} ${change}`,
    ...found.call,
    expect: expectationOf(found.before),
  };
  return {
    written,
    read: { id, request: readCase(written), expect: readExpectation(written.expect), line: 0, index: 0 },
  };
}

/** Whether the case holds in this mesh, or fails. It expects a verdict only, so that there is no route to compare. */
export function outcomeIn({ decide }: DecidingMesh, { read }: NoticingCase): Comparison['kind'] {
  return compare(read.expect, decide(read.request)).kind;
}
