/**
 * May anybody outside the mesh come to a workload or Service, through a gateway? Each route that leads there is
 * explained for a request that it takes.
 */
import type { JsonObject } from '../policy/json-object';
import { withMadeGateways } from '../policy/made-gateway';
import type { Mesh } from '../policy/model';
import { servicesOf, targetPortOf } from '../policy/port-protocol';
import { readCase } from '../policy/read-case';
import type { Target } from '../policy/request';
import { explainer } from './explain';
import type { Explanation } from './explanation';
import { isNamed, nameOf } from '../policy/metadata';
import { doubtOf, otherRequests } from './outside-others';
import type { ServicePortName } from './outside-routes';
import { outsideRoutes } from './outside-routes';
import type { Verdict } from './verdict';
import { undecided } from './verdict';

/** One call from outside that a gateway sends there, in the words of case files, and what becomes of it. */
export interface OutsideWay extends Explanation {
  readonly request: JsonObject;
}

/** What outsiders may do. The verdict is that of the most that they may; its steps are those of one such way. */
export interface OutsideExplanation extends Explanation {
  readonly ways: readonly OutsideWay[];
  /** why there may be other ways, in sentences */
  readonly unclear: readonly string[];
}

/** The ways from outside to a workload or a Service; of the request, and the caller, as much is said as is known. */
export function fromInternet(
  mesh: Mesh,
  to: Extract<Target, { kind: 'workload' | 'service' }>,
  known: { readonly from: JsonObject; readonly request?: JsonObject },
): OutsideExplanation {
  const whole = withMadeGateways(mesh);
  const wanted = servicesAt(whole, to);
  const explain = explainer(mesh);
  const explained = (call: JsonObject): OutsideWay => {
    const request = { from: { plaintext: true, ...known.from }, ...call };
    return { request, ...explain(readCase(request)) };
  };
  const { calls, unclear: notFound } = outsideRoutes(whole, wanted, known.request);
  const tried = calls.map(explained);
  const others = tried.some(({ verdict }) => verdict.verdict === 'allow')
    ? []
    : otherCalls(tried)
        .map(explained)
        .filter(({ verdict }) => verdict.verdict !== 'deny');
  const ways = [...tried, ...others];
  const unclear = [
    ...notFound,
    ...(others.length > 0 ? [] : tried.flatMap((way) => doubtOf(whole, way, known.request ?? {}) ?? [])),
  ];
  const open = ways.find(({ verdict }) => verdict.verdict === 'allow');
  const doubtful = ways.find(({ verdict }) => verdict.verdict === 'depends' || verdict.verdict === 'undecided');
  const most = open ?? doubtful;
  if (most !== undefined) return { ...explanationOf(most), ways, unclear };
  if (unclear.length > 0) return { ...alone(undecided(unclear[0] ?? '')), ways, unclear };
  if (ways[0] !== undefined) return { ...explanationOf(ways[0]), ways, unclear };
  const name = nameOf(to.kind === 'service' ? to.service : to.workload);
  const because = [
    `no route of a gateway leads to port ${to.port} of \`${name}\`${known.request === undefined ? '' : ' with such a request'}`,
  ];
  return { ...alone({ verdict: 'deny', because }), ways, unclear };

  /** Calls in place of those that were denied, as far as they lead there, too. */
  function otherCalls(denied: readonly OutsideWay[]): readonly JsonObject[] {
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

/** Gateways know no pods: a workload is called through the Services in front of it. */
function servicesAt(mesh: Mesh, to: Extract<Target, { kind: 'workload' | 'service' }>): readonly ServicePortName[] {
  if (to.kind === 'service') return [{ service: to.service, port: to.port }];
  return mesh.workloads
    .filter(isNamed(to.workload))
    .flatMap((workload) =>
      servicesOf(mesh, workload).flatMap((service) =>
        service.ports
          .filter((port) => targetPortOf(port, workload) === to.port)
          .map(({ port }) => ({ service: { namespace: service.namespace, name: service.name }, port })),
      ),
    );
}
