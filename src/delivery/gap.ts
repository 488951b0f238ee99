/** The words for what goes wrong on the way: something opens, or fails, that does neither before nor after. */
import type { EdgeCaller } from '../reach/matrix';
import type { Outcome } from '../reach/differences';
import type { RequestBox } from '../reach/space/request-box';
import type { Request } from '../policy/request';
import type { Course } from './course';

/** When something is so. */
export interface Time {
  readonly course: Course;
  /** the number of the step, from 1, after which it is so */
  readonly after: number;
  /** what that step would change, too, and has not changed yet, or failed to */
  readonly without: readonly string[];
  /** on the way back from a sync that failed */
  readonly failed?: Failed;
}

/** A sync that failed. */
export interface Failed {
  /** the number, from 0, of the way back from it */
  readonly way: number;
  /** what its last wave was to change, and did not */
  readonly refused: readonly string[];
}

/** Requests of one caller to one port that are judged otherwise for a time than before and after. */
export interface Gap extends Time {
  /** *exposure*: they get through, as at neither end; *outage*: they do not, though they do at both ends */
  readonly kind: 'exposure' | 'outage';
  /** the number of the step after which it is over; absent: it lasts */
  readonly until?: number;
  readonly from: EdgeCaller;
  readonly to: string;
  readonly port: number;
  readonly requests: readonly RequestBox[];
  /** of the identity `*`: workloads and other identities for which it is not so; of a pattern: identities of it */
  readonly except?: readonly string[];
  readonly witness?: GapWitness;
}

/** A request that shows it, and what becomes of it at the ends and between them. */
export interface GapWitness {
  readonly request: Request;
  readonly before: Outcome;
  readonly between: Outcome;
  readonly after: Outcome;
}

/** What we cannot tell, and why. */
export interface GapDoubt extends Time {
  /** absent: whoever calls */
  readonly from?: EdgeCaller;
  readonly to: string;
  readonly port: number;
  readonly because: readonly string[];
}
