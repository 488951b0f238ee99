/** What a case expects, and whether it came: only what the case names is compared. */
import type { Allowed, Denied, Verdict } from '../evaluate/verdict';
import { isObject, type Json, type JsonObject } from '../policy/json-object';
import { JUDGED } from './case-shape';

/** What must come out, as written; a key that is absent is not looked at. INVARIANT: its shape was checked. */
export type Expectation = JsonObject;

/** Whether it came. */
export type Comparison =
  | { readonly kind: 'met' }
  /** `because`: where the verdict alone would not tell */
  | { readonly kind: 'missed'; readonly because?: string }
  | { readonly kind: 'undecided'; readonly because: string };

/** From the `expect` of a case: one word stands for the verdict. */
export function readExpectation(expect: Json): Expectation {
  return isObject(expect) ? expect : { verdict: expect };
}

/** What became of the expectation. Fails closed: a verdict that is neither allow nor deny meets none. */
export function compare(expected: Expectation, verdict: Verdict): Comparison {
  switch (verdict.verdict) {
    case 'undecided':
      return { kind: 'undecided', because: verdict.because[0] ?? 'no reason is known' };
    case 'depends':
      return {
        kind: 'undecided',
        because: `the external authorizer \`${verdict.on}\` decides, and nobody can ask it here`,
      };
    case 'allow':
    case 'deny':
      return compareDecided(expected, verdict);
  }
}

function compareDecided({ anyOf, ...always }: Expectation, verdict: Allowed | Denied): Comparison {
  const own = compareOutcome(always, verdict);
  if (own.kind === 'missed' || !Array.isArray(anyOf)) return own;
  const others = anyOf.filter(isObject).map((outcome) => compareOutcome(outcome, verdict));
  const other = others.find(({ kind }) => kind === 'met') ?? others.find(({ kind }) => kind === 'undecided');
  if (other === undefined) return { kind: 'missed' };
  return own.kind === 'met' ? other : own;
}

function compareOutcome(expected: Expectation, verdict: Allowed | Denied): Comparison {
  const { status } = expected;
  const isAnswered = verdict.verdict === 'deny' && verdict.answered === true;
  // a status that no denial has, such as 404: of what is called itself
  const isOfTarget =
    status !== undefined && expected.verdict === undefined && status !== 401 && status !== 403 && !isAnswered;
  const beyond = Object.keys(expected).filter((key) => !Object.hasOwn(JUDGED, key) || (key === 'status' && isOfTarget));
  if (beyond.length > 0) {
    const named = beyond.map((key) => `\`${key}\``).join(', ');
    return { kind: 'undecided', because: `${named}: the whole way of a call is not judged yet` };
  }
  if (isAnswered) return compareAnswer(expected, verdict);
  const missed = missedIn(expected, verdict);
  // every way of the call is refused, each by somebody else
  const isSure = verdict.verdict === 'allow' || verdict.layer !== undefined || verdict.status !== undefined;
  if (!isSure && missed.length > 0 && !missed.includes('verdict')) {
    return { kind: 'undecided', because: "it is denied, and who denies depends on what the caller's proxy speaks" };
  }
  return missed.length === 0 ? { kind: 'met' } : { kind: 'missed' };
}

/** What a proxy answers itself comes to nobody, and no policy refuses it: neither word fits, unless the status does. */
function compareAnswer({ verdict: _, ...expected }: Expectation, answer: Denied): Comparison {
  if ('status' in expected) return { kind: missedIn(expected, answer).length === 0 ? 'met' : 'missed' };
  const { point, status } = answer;
  const who = point === 'sidecar' ? "the caller's sidecar" : 'the gateway';
  if (status === undefined) return { kind: 'missed', because: `${who} answers itself: the call comes to nobody` };
  const because = `${who} answers ${status} itself, so that the call comes to nobody; where that is meant, a case file expects \`status: ${status}\``;
  return { kind: 'missed', because };
}

/** The keys that are expected, and came otherwise. */
function missedIn(expected: Expectation, verdict: Allowed | Denied): readonly string[] {
  const actual = verdict as unknown as JsonObject;
  return Object.keys(expected).filter((key) => expected[key] !== actual[key]);
}
