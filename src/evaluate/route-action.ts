/** What does a route do with a request that it is for: where it sends it and as what, or how it answers itself. */
import type { Behaviour } from '../istio/behaviour';
import type { HttpAction, HttpDestination, HttpRoute } from '../policy/model-virtual-service';
import { withHeader } from './header-map';
import type { ReceivedRequest } from './received-request';
import { NOWHERE } from './route-backend';
import type { FindTarget } from './route-cluster';
import type { HeaderStep } from './route-headers';
import { changed, headerStep, hostIn } from './route-headers';
import { locationOf } from './route-location';
import type { PathMatch } from './route-path';
import { pathChangeOf } from './route-rewrite';
import type { AnyOf, Answered, Outcome } from './routing';
import { oneOf, unclearRouting } from './routing';

/** From a request to what happens to it. */
export type Act = (request: ReceivedRequest) => Outcome | AnyOf;

/** Where a route stands: the server that it is for, its own namespace, and what the gateway knows. */
export interface RoutePlace {
  /** of the VirtualService, for sentences */
  readonly name: string;
  readonly namespace: string;
  readonly semantics: 'istio' | 'gateway';
  readonly server: { readonly port: number; readonly isTls: boolean };
  readonly find: FindTarget;
  readonly identity: string;
  readonly behaviour: Behaviour;
}

/** What this route does, once its path has matched so. A share of requests may be aborted before. */
export function actOf(route: HttpRoute, path: PathMatch, place: RoutePlace): Act {
  const act = actionOf(route, path, place);
  const { abort } = route;
  if (abort === undefined || abort.percentage === 0) return act;
  const because = `${place.name} aborts requests on purpose`;
  const aborted: Outcome =
    abort.status === undefined
      ? unclearRouting(`${because}, with a status of gRPC`)
      : { kind: 'answered', status: abort.status, because };
  return abort.percentage >= 100 ? () => aborted : (request) => flattened([aborted, act(request)]);
}

function actionOf(route: HttpRoute, path: PathMatch, place: RoutePlace): Act {
  const { action } = route;
  const by = place.name;
  switch (action.kind) {
    case 'directResponse': {
      const body = action.body === '' ? {} : { body: action.body };
      return () => ({ kind: 'answered', status: action.status, ...body, because: `${by} answers itself` });
    }
    case 'redirect': {
      const locate = locationOf(action.redirect, path, place.server);
      return (request) => redirected(action.redirect.code, locate(request), by);
    }
    case 'delegate': // the webhook refuses a delegate of a delegate
      return () => unclearRouting(`${by} delegates where it may not`);
    case 'route':
      return sendingOn(route, action, path, place);
  }
}

function redirected(status: number, location: string | undefined, by: string): Answered {
  return { kind: 'answered', status, ...(location === undefined ? {} : { location }), because: `${by} redirects` };
}

function sendingOn(
  route: HttpRoute,
  { destinations, rewrite }: Extract<HttpAction, { kind: 'route' }>,
  path: PathMatch,
  place: RoutePlace,
): Act {
  const own = headerStep(route.headers.request);
  const host = (rewrite.authority ?? '') || hostIn(route.headers.request);
  const changePath = pathChangeOf(rewrite, path, place.semantics);
  const [first, ...others] = destinations;
  const isAlone = first !== undefined && others.length === 0;
  const acts = destinations
    .filter(({ weight }) => isAlone || weight > 0)
    .map((destination) => {
      const { request } = destination.headers;
      // one destination alone is no different from its route; among several its changes come first
      const steps = isAlone ? [headerStep(route.headers.request, request)] : [headerStep(request), own];
      return toDestination(destination, { steps, host: host ?? hostIn(request), changePath }, place);
    });
  if (acts.length === 0)
    return () => unclearRouting(`${place.name} has a route without destination, which Envoy refuses`);
  return (request) => flattened(acts.map((act) => act(request)));
}

/** How a request is changed on the way. */
interface Changes {
  readonly steps: readonly HeaderStep[];
  readonly host: string | undefined;
  readonly changePath: ((target: string) => string | undefined) | undefined;
}

function toDestination(
  destination: HttpDestination,
  changes: Changes,
  place: RoutePlace,
): (request: ReceivedRequest) => Outcome {
  const to = place.find(destination, { namespace: place.namespace, port: place.server.port });
  if (to === undefined) {
    const status = place.semantics === 'gateway' ? 500 : 503;
    const because =
      destination.host === NOWHERE
        ? `${place.name} names a backend that it may not, or that is none`
        : `${place.name} leads to \`${destination.host}\`, of which the gateway knows no such port or subset`;
    return () => ({ kind: 'answered', status, because });
  }
  return (request) => {
    const target = changes.changePath === undefined ? request.target : changes.changePath(request.target);
    if (target === undefined) {
      return unclearRouting(`${place.name} rewrites the path by a regular expression that is not certain here`);
    }
    const { headers, unknowable } = changes.steps.reduce(changed, request);
    const kept = headers.filter(([name]) => !name.startsWith(':'));
    return {
      kind: 'routed',
      to,
      http: {
        method: request.method,
        path: target,
        host: changes.host ?? request.host,
        headers: changes.changePath === undefined ? kept : withHeader(kept, 'x-envoy-original-path', request.target),
        tokens: request.tokens,
        unknowable,
      },
      identity: place.identity,
      because: `${place.name} matches`,
    };
  };
}

function flattened(outcomes: readonly (Outcome | AnyOf)[]): Outcome | AnyOf {
  return oneOf(outcomes.flatMap((one) => (one.kind === 'anyOf' ? one.outcomes : [one])));
}
