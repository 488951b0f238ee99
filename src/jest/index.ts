/**
 * Matchers for jest and vitest: importing this file adds them to the `expect` of the test that runs.
 *
 * @example
 * import 'cdk8s-zero-trust/jest';
 *
 * expect(chart).toAllow({
 *   from: { workload: 'shop/orders' },
 *   to: { workload: 'shop/payments', port: 8080 },
 *   request: { method: 'POST', path: '/charges' },
 * });
 */
import type { CaseDenial, CaseRequest } from '../cases/case-request';
import { toAllow, toDeny } from './matchers';
import type { Subject } from '../policy/synthesized';
import type { Invariant } from '../reach/invariant';
import type { MeshSubject } from './mesh-subject';
import { toBeNoWiderThan } from './to-be-no-wider-than';
import { type NoFindingsOptions, toHaveNoFindings } from './to-have-no-findings';
import { toHold } from './to-hold';

export type { CaseDenial, CaseFrom, CaseHttp, CaseMesh, CaseRequest, CaseTo, CaseToken } from '../cases/case-request';
export { type MeshSubject, withMesh } from './mesh-subject';
export type { NoFindingsOptions } from './to-have-no-findings';
export type { Called, Callers, Invariant } from '../reach/invariant';
export { equivalent } from '../reach/invariants/equivalent';
export { mustAllow } from '../reach/invariants/must-allow';
export { needsToken } from '../reach/invariants/needs-token';
export { neverReaches } from '../reach/invariants/never-reaches';
export { noOpenWorkload } from '../reach/invariants/no-open-workload';
export { noPlaintext } from '../reach/invariants/no-plaintext';
export { onlyCallers } from '../reach/invariants/only-callers';
export type { Requests } from '../reach/space/request-box';

/** The matchers, for an `expect` that is no global: `expect.extend(matchers)`. */
export const matchers = { toAllow, toDeny, toHaveNoFindings, toBeNoWiderThan, toHold };

/** What is added to `expect(subject)`; the subject is a chart, an app, manifest text, objects or `withMesh(…)`. */
export interface ZeroTrustMatchers<R> {
  /** The call is allowed. Neither this nor its negation holds when that cannot be told. */
  toAllow(call: CaseRequest): R;
  /** The call is denied, by this rule, layer and status, as far as they are given. */
  toDeny(call: CaseRequest, expected?: CaseDenial): R;
  /** `zero-trust check` finds nothing in the subject, of this severity or worse. */
  toHaveNoFindings(options?: NoFindingsOptions): R;
  /** Nobody may send more than to this subject. Neither this nor its negation holds when that cannot be told. */
  toBeNoWiderThan(before: Subject | MeshSubject): R;
  /** The invariant holds for every request. Neither this nor its negation holds when that cannot be told. */
  toHold(invariant: Invariant): R;
}

(globalThis as { readonly expect?: { extend?(these: object): void } }).expect?.extend?.(matchers);

/* eslint-disable @typescript-eslint/ban-ts-comment -- a project has one of these hosts, and the others are not found */
/* eslint-disable @typescript-eslint/no-unused-vars, @typescript-eslint/no-namespace -- as the hosts declare them */
/* eslint-disable @typescript-eslint/no-empty-object-type -- as the hosts declare them */
declare global {
  namespace jest {
    interface Matchers<R, T> extends ZeroTrustMatchers<R> {}
  }
}

/** @ts-ignore */
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T> extends ZeroTrustMatchers<R> {}
}

/** @ts-ignore */
declare module 'vitest' {
  interface Assertion<T> extends ZeroTrustMatchers<void> {}
}
