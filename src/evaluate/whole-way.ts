/** May a call be made, and where does it go, if a gateway takes it? */
import { withMadeGateways } from '../policy/made-gateway';
import type { Mesh } from '../policy/model';
import { isGateway } from '../policy/proxy-labels';
import type { Request } from '../policy/request';
import { courser } from './course/courser';
import { verdictInAll } from './evaluate';
import { settledMeshes } from './settled-meshes';
import { verdictOn } from './course/course';
import { nameOf } from '../policy/metadata';
import { routingOf } from './course/onward';
import type { Routing } from './routes/routing';
import { unclearRouting } from './routes/routing';
import type { Verdict } from './verdict';

/** What becomes of a call. */
export interface WholeWay {
  readonly verdict: Verdict;
  /** what the gateway does, if one is called, or the sidecar of the caller, if it has routes */
  readonly routing?: Routing;
}

/** What becomes of many calls. LAW: the verdict is that of `evaluator`. */
export function wholeWays(mesh: Mesh): (request: Request) => WholeWay {
  const coursers = settledMeshes(mesh).map(courser);
  const inAll = verdictInAll(mesh);
  return (request) => {
    const tried = coursers.map((coursesOf) => coursesOf(request));
    const verdict = inAll(tried.map(verdictOn));
    if (request.to.kind === 'workload') return { verdict }; // there it ends
    const routings = tried
      .flatMap((courses) => courses ?? [])
      .flat()
      .filter(({ track: { way } }) => way.kind === 'rerouted' || (way.kind === 'way' && way.point.kind === 'gateway'))
      .map(routingOf);
    return { verdict, ...inCommon(routings) };
  };
}

/** From calls that end at the pods of a gateway to those that they send on. */
export function throughGateways(mesh: Mesh): (request: Request) => Request {
  const gateways = new Set(withMadeGateways(mesh).workloads.filter(isGateway).map(nameOf));
  return (request) => {
    const { to } = request;
    if (to.kind !== 'workload' || !gateways.has(nameOf(to.workload))) return request;
    const { workload, port, ip } = to;
    const address = ip === undefined ? {} : { ip };
    return { ...request, to: { kind: 'gateway', gateway: workload, pods: true, port, ...address } };
  };
}

function inCommon([first, ...others]: readonly Routing[]): { readonly routing?: Routing } {
  if (first === undefined) return {};
  const isShared = others.every((other) => JSON.stringify(other) === JSON.stringify(first));
  return { routing: isShared ? first : unclearRouting('the courses that the call may take are not routed alike') };
}
