/** The search for routes from outside, against recorded gateways: what was routed is found, and the other way round. */
import { outsideRoutes } from '../../../src/evaluate/outside/outside-routes';
import type { Routing } from '../../../src/evaluate/routes/routing';
import { outcomesOf } from '../../../src/evaluate/course/onward';
import { settledMeshes } from '../../../src/evaluate/settled-meshes';
import { wholeWays } from '../../../src/evaluate/whole-way';
import { readCase } from '../../../src/policy/read-case';
import { readMesh } from '../../../src/policy/read-mesh';
import { recorded } from '../../corpus/recorded';

function placesOf(routing: Routing | undefined): readonly string[] {
  const outcomes = routing === undefined ? [] : outcomesOf(routing);
  return outcomes.flatMap((outcome) =>
    (outcome.kind === 'routed' || outcome.kind === 'passedOn') && outcome.to.service !== undefined
      ? `${outcome.to.service.namespace}/${outcome.to.service.name}:${outcome.to.port}`
      : [],
  );
}

function targetNamed(place: string) {
  const [, namespace = '', name = '', port] = /^(.*)\/(.*):(\d+)$/.exec(place) ?? [];
  return [{ service: { namespace, name }, port: Number(port) }];
}

describe.each(['golden', 'generated'])('recorded gateways of %s', (file) => {
  const scenarios = recorded(`routing/${file}`).map(({ manifests, mesh: settings, cases }) => {
    const mesh = readMesh(manifests, settings);
    const wayOf = wholeWays(mesh);
    const [settled = mesh] = settledMeshes(mesh);
    const routed = cases.flatMap((row) => {
      const { routedTo } = row.expect as { readonly routedTo?: string };
      return routedTo === undefined || !/^[^.]*:/.test(routedTo) ? [] : [{ id: row.id, routedTo }];
    });
    const places = [...new Set(routed.map(({ routedTo }) => routedTo))];
    const found = new Map(places.map((place) => [place, outsideRoutes(settled, targetNamed(place), {})]));
    return { wayOf, routed, found };
  });

  test('what was sent to a Service is found, or it is said that more may be', () => {
    const missing = scenarios.flatMap(({ routed, found }) =>
      routed.filter(({ routedTo }) => {
        const { calls = [], unclear = [] } = found.get(routedTo) ?? {};
        return calls.length + unclear.length === 0;
      }),
    );
    expect(scenarios.flatMap(({ routed }) => routed).length).toBeGreaterThan(150);
    expect(missing).toEqual([]);
  });

  test('each call that is found is sent there, refused before, or undecided', () => {
    const others = scenarios.flatMap(({ wayOf, found }) =>
      [...found].flatMap(([place, { calls }]) =>
        calls.flatMap(({ call }) => {
          const { routing } = wayOf(readCase({ from: { plaintext: true }, ...call }));
          const isMeant =
            routing?.kind === 'refused' || routing?.kind === 'undecided' || placesOf(routing).includes(place);
          return isMeant ? [] : [{ place, call, routing }];
        }),
      ),
    );
    expect(others).toEqual([]);
  });
});
