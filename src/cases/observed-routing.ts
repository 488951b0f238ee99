/** What a gateway does, in the words of case files. */
import { valuesOf } from '../evaluate/matching/header-map';
import type { Routing, RouteTarget } from '../evaluate/routes/routing';

/** The outcome; `headers` are those of which it is told whether they arrive. */
export function observedRouting(routing: Routing, headers: readonly string[] = []): Readonly<Record<string, unknown>> {
  switch (routing.kind) {
    case 'answered': {
      const { status, location, body } = routing;
      return present({ status, location, body });
    }
    case 'routed': {
      const { path, host } = routing.http;
      const arriving = headers.map((name) => [name, arrivingAs(valuesOf(routing.http.headers, name))] as const);
      return {
        status: 200,
        ...placeOf(routing.to),
        path,
        host,
        ...(headers.length === 0 ? {} : { headers: Object.fromEntries(arriving) }),
      };
    }
    case 'passedOn':
      return placeOf(routing.to);
    case 'refused': {
      const { status, layer, by } = routing.verdict;
      return present({ verdict: 'deny', status, layer, by });
    }
    case 'anyOf':
      return { anyOf: inOrder(routing.outcomes.map((outcome) => observedRouting(outcome, headers))) };
    case 'undecided':
      return { undecided: routing.because };
  }
}

/** Outcomes of which one happens, whatever order they are told in. */
export function inOrder(outcomes: readonly object[]): readonly object[] {
  const key = (outcome: object): string => JSON.stringify(Object.entries(outcome).sort());
  return [...outcomes].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function placeOf({ service, host, port, subset }: RouteTarget): Readonly<Record<string, unknown>> {
  const name = service === undefined ? host : `${service.namespace}/${service.name}`;
  return present({ routedTo: `${name}:${port}`, subset });
}

function arrivingAs(values: readonly string[]): string | readonly string[] | null {
  const [only, ...others] = values;
  if (only === undefined) return null;
  return others.length === 0 ? only : values;
}

function present(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
