/** Which courses may a call take? From one gateway to the next, as the routes of each say. */
import type { Mesh } from '../../policy/model';
import { remember } from '../../policy/remember';
import type { Request, Sent, Target } from '../../policy/request';
import { callOf } from '../matching/arrival';
import type { Ends } from '../client/possible-callers';
import type { SidecarRoute } from '../client/sidecar-route';
import { undecided } from '../verdict';
import type { Course, Courses, Onward, Stage, Track } from './course';
import { courseThrough } from './course';
import { groundOf, type Ground } from './ground';
import { atToldAddress, onwardFrom, onwardFromSidecar, onwardPast } from './onward';
import { unasked } from './stage';
import { trackOn } from './track';

/**
 * The courses that a call may take, for each caller that it may come from; undefined without caller. Of Istio's
 * behaviours the one of the mesh's settings counts. What calls between the same ends share is found out once.
 */
export function courser(mesh: Mesh): (request: Request) => Courses | undefined {
  return courserOn(groundOf(mesh));
}

/** The same on a ground that is known; it need keep nothing for calls between the same ends, where none come again. */
export function courserOn(
  { network, callersOf, waysOf, sidecarRouteOf }: Ground,
  comeAgain = true,
): (request: Request) => Courses | undefined {
  const lookUp = ({ from, to }: Pick<Ends, 'from' | 'to'>): Between => ({
    route: sidecarRouteOf({ from, to }),
    tracksOf: remember(
      (ends) =>
        callersOf(ends, waysOf(to))?.map((met) => {
          // where some are there, those that are not part of the called subset are not called
          const there = met.filter((one) => one.from.kind !== 'absent');
          return (there.length > 0 ? there : met).map((one) => trackOn(network, ends, one.from, one.way));
        }),
      ({ isHttp, isRouted = false, isPast = false }) => `${isHttp} ${isRouted} ${isPast}`,
    ),
  });
  const between = comeAgain ? remember(lookUp, ({ from, to }) => JSON.stringify([from, to]), MOST_ENDS) : lookUp;
  return (request) => coursesOf(request, { gateways: 0, called: request.to });

  function coursesOf(request: Request, since: Since): Courses | undefined {
    const ends = endsOf(request);
    const { route, tracksOf } = between(ends);
    if (route === undefined) return coursesOn(tracksOf, ends, request, since);
    const choice = route.choose(request);
    if (choice.kind === 'asCalled') return coursesOn(tracksOf, { ...ends, isRouted: true }, request, since);
    const goRouted = (next: Request) =>
      coursesOn(between(next).tracksOf, { ...endsOf(next), isRouted: true }, next, since);
    const onward =
      choice.kind === 'past'
        ? onwardPast(request, choice, coursesOn(tracksOf, { ...ends, isPast: true }, request, since))
        : onwardFromSidecar(request, choice, goRouted);
    const way = { kind: 'rerouted', caller: route.caller } as const;
    return [[courseThrough({ ends, way, legs: [] }, [], onward)]];
  }

  function coursesOn(
    tracksOf: Between['tracksOf'],
    ends: Ends,
    sent: Sent,
    { gateways, called }: Since,
  ): Courses | undefined {
    if (gateways > MOST_GATEWAYS) return [[astray(ends)]];
    const goOn = (next: Request) => coursesOf(atToldAddress(next, called), { gateways: gateways + 1, called });
    return tracksOf(ends)?.map((tracks) => tracks.map((track) => run(track, sent, goOn)));
  }
}

/** What is known between a caller and what it calls. */
interface Between {
  /** of its sidecar; undefined: it sends calls there by none */
  readonly route: SidecarRoute | undefined;
  /** for each caller that it may be, by what is spoken; undefined: there is none */
  readonly tracksOf: (ends: Ends) => readonly (readonly Track[])[] | undefined;
}

/** What has become of a call before: how many gateways it has passed, and what was called at first. */
interface Since {
  readonly gateways: number;
  readonly called: Target;
}

function endsOf({ from, to, http }: Request): Ends {
  return { from, to, isHttp: http !== undefined };
}

/** Pairs of ends are as many as routes between workloads, but also as many as addresses: no more are kept. */
export const MOST_ENDS = 20_000;

/** Gateways that lead to each other would do so for ever. */
const MOST_GATEWAYS = 8;

function astray(ends: Ends): Course {
  const because = `the call passes more than ${MOST_GATEWAYS} gateways`;
  const stage = unasked(undecided(because));
  return courseThrough({ ends, way: { kind: 'lost', because }, legs: [stage] }, [stage]);
}

/** The courses of a call that a gateway makes, or the sidecar of a caller. */
type GoOn = (request: Request) => Courses | undefined;

function run(track: Track, sent: Sent, goOn: GoOn): Course {
  const stages = track.legs.map((leg) => (typeof leg === 'function' ? leg(sent) : leg));
  return courseThrough(track, stages, onwardOf(track, stages, sent, goOn));
}

/**
 * A gateway sends on what its policies let through, and what they leave to an external authorizer. Where its pods are
 * named as what is called, the call ends there.
 */
function onwardOf({ ends: { to }, way }: Track, stages: readonly Stage[], sent: Sent, goOn: GoOn): Onward | undefined {
  if (to.kind === 'workload' || way.kind !== 'way' || way.point.kind !== 'gateway') return undefined;
  const last = stages.at(-1);
  if (last?.asked.kind !== 'envoy') return undefined;
  const { caller, heard } = last.asked;
  const isLetOn = last.verdict.verdict === 'allow' || last.verdict.verdict === 'depends';
  if (heard.kind === 'refused' || !isLetOn || stages.some(({ verdict }) => verdict.verdict === 'deny')) {
    return undefined;
  }
  return onwardFrom({ pods: way.workload, port: way.point, heard, call: callOf(caller, way.ip, sent) }, goOn);
}
