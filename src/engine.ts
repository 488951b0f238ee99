/**
 * The engine for programs: what manifests mean for a call, and what is wrong with them, without a cluster.
 *
 * @example
 * import { evaluate, meshOf } from 'cdk8s-zero-trust/engine';
 *
 * const mesh = meshOf(chart); // or an app, manifest text, objects; settings of MeshConfig as second argument
 * const verdict = evaluate(mesh, {
 *   from: { kind: 'mtls', identity: 'cluster.local/ns/shop/sa/orders' },
 *   to: { kind: 'workload', workload: { namespace: 'shop', name: 'payments' }, port: 8080 },
 *   http: { method: 'POST', path: '/charges', host: 'payments', headers: [], tokens: [] },
 * });
 * if (verdict.verdict !== 'allow') console.log(verdict.because);
 */
export { checkSubject as check, type SubjectCheckOptions as CheckOptions } from './analyse/check-subject';
export { type Case, type CaseFile, type CaseFileReading, type CaseManifests, readCaseFiles } from './cases/case-file';
export type { CaseDenial, CaseFrom, CaseHttp, CaseMesh, CaseRequest, CaseTo, CaseToken } from './cases/case-request';
export { compare, type Comparison, type Expectation } from './cases/expectation';
export { type Judge, type Judgement, judgeOf } from './cases/judge';
export { type Grant, leastRule } from './cases/least-rule';
export type { Gap, GapDoubt } from './delivery/gap';
export type { DeliveryChange, Remedy } from './delivery/remedy';
export type { Rollout } from './delivery/rollout';
export {
  subjectRollout as rollout,
  type RolloutSubjects,
  type SubjectRolloutOptions as RolloutOptions,
} from './delivery/subject-rollout';
export type { SyncStep } from './delivery/sync-plan';
export { evaluate, evaluator } from './evaluate/evaluate';
export { explainer } from './evaluate/explain';
export type { Explanation, NearMiss, Outcome, Step } from './evaluate/explanation';
export type { Allowed, Denied, Depends, Layer, PointKind, Undecided, Verdict } from './evaluate/verdict';
export type { Category, Code, Severity } from './findings/catalogue';
export type { Finding, Location, ObjectName } from './findings/finding';
export type { Report, Suppressed } from './findings/report';
export type { Manifest, Manifests } from './policy/manifest';
export type { Mesh } from './policy/model';
export type { Caller, Header, HttpRequest, Request, Target, Token, TokenState } from './policy/request';
export type { ReadProblem, SourceFile } from './policy/source-text';
export { type AppLike, type ChartLike, manifestsOf, meshOf, type Subject, SubjectError } from './policy/synthesized';
export { type Analyst, analystOf } from './reach/analyst';
export { compareReach, type ReachComparison, type Difference } from './reach/compare';
export type { Called, Callers, Invariant } from './reach/invariant';
export { equivalent } from './reach/invariants/equivalent';
export { mustAllow } from './reach/invariants/must-allow';
export { needsToken } from './reach/invariants/needs-token';
export { neverReaches } from './reach/invariants/never-reaches';
export { noOpenWorkload } from './reach/invariants/no-open-workload';
export { noPlaintext } from './reach/invariants/no-plaintext';
export { onlyCallers } from './reach/invariants/only-callers';
export { type Edge, type Matrix, matrixOf } from './reach/matrix';
export { prove, type Proven } from './reach/prove';
export type { Requests } from './reach/space/request-box';
