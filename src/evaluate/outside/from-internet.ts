/**
 * May anybody outside the mesh come to a workload or Service, through a gateway? Each route that leads there is
 * explained for a request that it takes.
 */
import type { JsonObject } from '../../policy/json-object';
import { withMadeGateways } from '../../policy/made-gateway';
import type { Mesh } from '../../policy/model';
import { readCase } from '../../policy/read-case';
import { nameOf } from '../../policy/metadata';
import { explainer } from '../explain';
import type { Explanation } from '../explanation';
import type { Verdict } from '../verdict';
import { undecided } from '../verdict';
import { doubtOf, otherRequests } from './outside-others';
import type { OutsideCall, ServicePortName } from './outside-routes';
import { outsideRoutes } from './outside-routes';
import type { OutsideTarget } from './outside-target';
import { servicesAt } from './outside-target';

/** One call from outside that a gateway sends there, in the words of case files, and what becomes of it. */
export interface OutsideWay extends Explanation {
  readonly request: JsonObject;
  /** the port of the target to which it leads */
  readonly port: number;
  /** the route that leads there, in words */
  readonly route: string;
}

/** What outsiders may do. The verdict is that of the most that they may; its steps are those of one such way. */
export interface OutsideExplanation extends Explanation {
  readonly ways: readonly OutsideWay[];
  /** why there may be other ways, in sentences */
  readonly unclear: readonly string[];
}

/** The ways from outside to a target; of the request, and the caller, as much is said as is known. */
export function fromInternet(
  mesh: Mesh,
  to: OutsideTarget,
  known: { readonly from: JsonObject; readonly request?: JsonObject },
): OutsideExplanation {
  const whole = withMadeGateways(mesh);
  const explain = explainer(mesh);
  const found = [...servicesAt(whole, to)].map(([port, services]) => waysTo(port, services));
  const ways = found.flatMap((one) => one.ways);
  const unclear = [...new Set(found.flatMap((one) => one.unclear))];
  const open = ways.find(({ verdict }) => verdict.verdict === 'allow');
  const doubtful = ways.find(({ verdict }) => verdict.verdict === 'depends' || verdict.verdict === 'undecided');
  const most = open ?? doubtful;
  if (most !== undefined) return { ...explanationOf(most), ways, unclear };
  if (unclear.length > 0) return { ...alone(undecided(unclear[0] ?? '')), ways, unclear };
  if (ways[0] !== undefined) return { ...explanationOf(ways[0]), ways, unclear };
  const name = nameOf(to.kind === 'service' ? to.service : to.workload);
  const place = to.port === undefined ? '' : `port ${to.port} of `;
  const because = [
    `no route of a gateway leads to ${place}\`${name}\`${known.request === undefined ? '' : ' with such a request'}`,
  ];
  return { ...alone({ verdict: 'deny', because }), ways, unclear };

  function waysTo(port: number, wanted: readonly ServicePortName[]): Pick<OutsideExplanation, 'ways' | 'unclear'> {
    const explained = ({ call, route }: OutsideCall): OutsideWay => {
      const request = { from: { plaintext: true, ...known.from }, ...call };
      return { request, port, route, ...explain(readCase(request)) };
    };
    const { calls, unclear: notFound } = outsideRoutes(whole, wanted, known.request);
    const tried = calls.map(explained);
    const others = tried.some(({ verdict }) => verdict.verdict === 'allow')
      ? []
      : otherCalls(wanted, tried)
          .map(explained)
          .filter(({ verdict }) => verdict.verdict !== 'deny');
    const doubts = others.length > 0 ? [] : calls.flatMap((call, index) => doubtAbout(call, tried[index]));
    return { ways: [...tried, ...others], unclear: [...notFound, ...doubts] };
  }

  function doubtAbout({ call, takes }: OutsideCall, way: OutsideWay | undefined): readonly string[] {
    const asked = { sent: (call.request ?? {}) as JsonObject, given: known.request ?? {}, ...(takes && { takes }) };
    return way === undefined ? [] : [doubtOf(whole, way, asked) ?? []].flat();
  }

  /** Calls in place of those that were denied, as far as they lead there, too. */
  function otherCalls(wanted: readonly ServicePortName[], denied: readonly OutsideWay[]): readonly OutsideCall[] {
    const { request: given } = known;
    if (given === undefined) return [];
    const requests = denied.flatMap((way) => otherRequests(whole, way, (way.request.request ?? {}) as JsonObject));
    const asked = new Map(requests.map((other) => ({ ...other, ...given })).map((one) => [JSON.stringify(one), one]));
    return [...asked.values()].flatMap((one) => outsideRoutes(whole, wanted, one).calls);
  }
}

function explanationOf({ verdict, steps, nearest }: OutsideWay): Explanation {
  return { verdict, steps, nearest };
}

function alone(verdict: Verdict): Explanation {
  const outcome = verdict.verdict === 'deny' ? 'deny' : 'undecided';
  return { verdict, steps: [{ layer: 'route', outcome, why: verdict.because[0] ?? '' }], nearest: [] };
}
