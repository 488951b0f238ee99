/** Which request shows what a set says? One that the decision engine judges so: nothing else is told as a fact. */
import type { Verdict } from '../evaluate/verdict';
import type { Request } from '../policy/request';
import { showRequest } from '../policy/request-words';
import type { Analyst, ReachCaller } from './analyst';
import { unlessBeyond } from './beyond';
import type { RequestSet } from './space/request-set';

/** The decision engine, in one mesh. */
export type Judge = (request: Request) => Verdict;

/** What becomes of a call, in one word. */
export type Word = Verdict['verdict'];

/** A request of the set that was judged as expected, or why there is none. */
export type Witness =
  | { readonly kind: 'request'; readonly request: Request }
  /** no case can tell one */
  | { readonly kind: 'untold' }
  /** our two engines do not agree, so that one of them is wrong */
  | { readonly kind: 'disputed'; readonly because: string };

/** One request of the set, which is as expected. */
export function witnessIn(
  { requestIn }: Pick<Analyst, 'requestIn'>,
  { from, set }: { readonly from: ReachCaller; readonly set: RequestSet },
  isExpected: (request: Request) => boolean,
): Witness {
  const ofTurn = (turn: number): Request | undefined =>
    unlessBeyond(
      () => requestIn(from, set, turn),
      () => undefined,
    );
  const request = ofTurn(0);
  if (request === undefined) return { kind: 'untold' };
  // a token may be accepted in one of its places alone
  for (let turn = 0, one: typeof request | undefined = request; one !== undefined; one = ofTurn(++turn)) {
    if (isExpected(one)) return { kind: 'request', request: one };
  }
  return {
    kind: 'disputed',
    because: `the engine of sets and that of calls do not agree about ${showRequest(request)}; please report it`,
  };
}
