/**
 * The step about what a gateway makes of a call, or the caller's own sidecar: where its routes send it and as what, or
 * how it answers itself.
 */
import { nameOf } from '../../policy/metadata';
import type { Track } from '../course/course';
import { answerer, routerOn } from '../course/course';
import type { Step } from '../explanation';
import type { Outcome, RouteTarget } from '../routes/routing';
import { quoted } from '../shown-value';
import { stepsAt } from './told';

/**
 * The step at the gateway that this way leads to, or at the sidecar that sends the call elsewhere. With several
 * outcomes, this is one that may happen.
 */
export function explainRoute(outcome: Outcome, outcomes: number, way: Track['way']): Step {
  const router = routerOn({ way });
  const step = stepsAt(router, nameOfRouter(way));
  const share = outcomes === 1 ? '' : `; this is one of ${outcomes} outcomes`;
  switch (outcome.kind) {
    case 'answered': {
      const { status, location, because } = outcome;
      const where = location === undefined ? '' : `, to ${quoted(location)}`;
      return step('route', 'deny', `${answerer(router)} answers ${status} itself${where}: ${because}${share}`);
    }
    case 'routed': {
      const { http, because, to } = outcome;
      const sent = quoted(`${http.method} ${http.host}${http.path}`);
      return step('route', 'pass', `${because}, and sends it to ${placeInWords(to)} as ${sent}${share}`);
    }
    case 'passedOn':
      return step('route', 'pass', `${outcome.because} to ${placeInWords(outcome.to)}, byte by byte${share}`);
    case 'refused':
      return step(outcome.verdict.layer ?? 'route', 'deny', outcome.verdict.because.join('; ') + share);
    case 'undecided':
      return step('route', 'undecided', outcome.because + share);
  }
}

function nameOfRouter(way: Track['way']): string {
  if (way.kind === 'rerouted') return nameOf(way.caller);
  return way.kind === 'way' ? nameOf(way.workload) : '';
}

function placeInWords({ service, host, port, subset }: RouteTarget): string {
  const place = `${service === undefined ? host : nameOf(service)}:${port}`;
  return subset === undefined ? quoted(place) : `${quoted(place)}, subset ${quoted(subset)}`;
}
