/** Whether the tokens of a request satisfy the RequestAuthentications in force, and which claims count then. */
import type { JsonObject } from '../../policy/json-object';
import type { JwtRule } from '../../policy/model';
import { valuesOf, withHeader, withoutHeaders } from './header-map';
import { claimAsHeader, judgeToken, payloadOf } from './token';
import type { TokenFault } from './token';
import { tokensIn } from './token-places';
import type { ReceivedRequest } from './received-request';

/** The request after authentication, with the claims of the token that counts, or the status of the refusal. */
export type Authentication =
  | { readonly kind: 'passed'; readonly request: ReceivedRequest; readonly payload?: JsonObject }
  | { readonly kind: 'failed'; readonly status: 401 | 403 }
  | { readonly kind: 'undecided'; readonly reason: string };

/** What verifying goes through: verified tokens leave the request at once. */
interface State {
  readonly request: ReceivedRequest;
  readonly payload?: JsonObject;
}

type Outcome = 'ok' | 'missed' | TokenFault;

/**
 * One success among the rules is enough; otherwise no rule may have found a token that it refuses. A rule never demands
 * a token. The rules come in the order of their policies and are sorted by issuer.
 * @see istio pilot/pkg/security/authn/policy_applier.go, `convertToEnvoyJwtConfig`: any of { P1 … Pn, all of { Pi or
 * missing } }, and envoy source/extensions/filters/http/jwt_authn/verifier.cc
 */
export function authenticate(rules: readonly JwtRule[], request: ReceivedRequest): Authentication {
  if (rules.length === 0 || isPreflight(request)) return { kind: 'passed', request };
  let state: State = { request };
  const outcomes: Outcome[] = [];
  for (const rule of rules) {
    const [outcome, next] = verify(rule, state);
    state = next;
    if (outcome === 'ok') return { kind: 'passed', ...state };
    outcomes.push(outcome);
  }
  for (const rule of rules) {
    const [outcome, next] = verify(rule, state);
    state = next;
    if (outcome === 'ok' || outcome === 'missed') continue;
    return failed([...outcomes, outcome], rules.length);
  }
  return { kind: 'passed', ...state };
}

function failed(outcomes: readonly Outcome[], rules: number): Authentication {
  if (outcomes.includes('undecided')) {
    return { kind: 'undecided', reason: 'a rule without issuer verifies by its keys, which a case does not name' };
  }
  const telling = rules === 1 ? outcomes : outcomes.filter((outcome) => outcome !== 'missed' && outcome !== 'unknown');
  return { kind: 'failed', status: telling.at(-1) === 'audience' ? 403 : 401 };
}

/** CORS preflights bypass the filter. @see istio policy_applier.go, `BypassCorsPreflight` */
function isPreflight(request: ReceivedRequest): boolean {
  return (
    request.method === 'OPTIONS' &&
    (valuesOf(request.headers, 'origin')[0] ?? '') !== '' &&
    (valuesOf(request.headers, 'access-control-request-method')[0] ?? '') !== ''
  );
}

/** One rule: all tokens in its places must be good, from the last to the first; the first one's claims then count. */
function verify(rule: JwtRule, before: State): readonly [Outcome, State] {
  const outputs = rule.outputClaimToHeaders.map((output) => output.header);
  const own = rule.outputPayloadToHeader === undefined ? outputs : [...outputs, rule.outputPayloadToHeader];
  // a client's headers of these names are removed even when it sends no token
  let state: State = {
    ...before,
    request: { ...before.request, headers: withoutHeaders(before.request.headers, own) },
  };
  const placed = tokensIn(rule.places, state.request);
  for (const { text, removeFrom } of [...placed].reverse()) {
    const token = state.request.tokens.find((candidate) => candidate.text === text);
    const fault = judgeToken(rule, token);
    if (fault !== undefined || token === undefined) return [fault ?? 'invalid', state];
    const withOutputs = addOutputs(rule, token.claims, state.request);
    state = {
      payload: payloadOf(rule, token.claims),
      request: rule.forwardOriginalToken ? withOutputs : removeFrom(withOutputs),
    };
  }
  return [placed.length === 0 ? 'missed' : 'ok', state];
}

function addOutputs(rule: JwtRule, claims: JsonObject, request: ReceivedRequest): ReceivedRequest {
  const withClaims = rule.outputClaimToHeaders.reduce((headers, { header, claim }) => {
    const value = claimAsHeader(claims, claim);
    return value === undefined ? headers : withHeader(headers, header, value);
  }, request.headers);
  if (rule.outputPayloadToHeader === undefined) return { ...request, headers: withClaims };
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return { ...request, headers: withHeader(withClaims, rule.outputPayloadToHeader, payload) };
}
