/** What does a route do with a request that it is for: where it sends it and as what, or how it answers itself. */
import type { HttpAction, HttpRoute } from '../../policy/model-virtual-service';
import { withHeader } from '../matching/header-map';
import type { ReceivedRequest } from '../matching/received-request';
import { NOWHERE } from './route-backend';
import type { RoutePlace } from './route-place';
import { changed } from './route-headers';
import { locationOf } from './route-location';
import type { PathMatch } from './route-path';
import { pathChangeOf } from './route-rewrite';
import type { Share } from './route-share';
import { sharesOf } from './route-share';
import type { AnyOf, Answered, Outcome } from './routing';
import { oneOf, unclearRouting } from './routing';

/** From a request to what happens to it. */
export type Act = (request: ReceivedRequest) => Outcome | AnyOf;

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
  action: Extract<HttpAction, { kind: 'route' }>,
  path: PathMatch,
  place: RoutePlace,
): Act {
  const acts = sharesOf(route, action, path, place).map((share) => toDestination(share, place));
  if (acts.length === 0)
    return () => unclearRouting(`${place.name} has a route without destination, which Envoy refuses`);
  return (request) => flattened(acts.map((act) => act(request)));
}

function toDestination(
  { destination, to, steps, host, path }: Share,
  place: RoutePlace,
): (request: ReceivedRequest) => Outcome {
  if (to === undefined) {
    const status = place.semantics === 'gateway' ? 500 : 503;
    const because =
      destination.host === NOWHERE
        ? `${place.name} names a backend that it may not, or that is none`
        : `${place.name} leads to \`${destination.host}\`, of which the gateway knows no such port or subset`;
    return () => ({ kind: 'answered', status, because });
  }
  const changePath = path === undefined ? undefined : pathChangeOf(path);
  return (request) => {
    const target = changePath === undefined ? request.target : changePath(request.target);
    if (target === undefined) {
      return unclearRouting(`${place.name} rewrites the path by a regular expression that is not certain here`);
    }
    const { headers, unknowable } = steps.reduce(changed, request);
    const kept = headers.filter(([name]) => !name.startsWith(':'));
    return {
      kind: 'routed',
      to,
      http: {
        method: request.method,
        path: target,
        host: host ?? request.host,
        headers: changePath === undefined ? kept : withHeader(kept, 'x-envoy-original-path', request.target),
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
