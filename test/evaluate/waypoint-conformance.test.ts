/**
 * Agreement with recorded waypoints: which one serves a call, as istiod binds it, and what it decided over real HBONE.
 * Only its own stage was recorded: what ztunnel does behind it is not looked at here, and plaintext, which was sent to
 * the waypoint itself, goes past it where ztunnel leads.
 */
import type { Stage } from '../../src/evaluate/course/course';
import { courser } from '../../src/evaluate/course/courser';
import { waypointFor } from '../../src/evaluate/ways/waypoint-binding';
import { isNamed } from '../../src/policy/metadata';
import type { Mesh, Metadata } from '../../src/policy/model';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import type { Target } from '../../src/policy/request';
import type { Observed, RecordedCase } from '../corpus/recorded';
import { recorded } from '../corpus/recorded';

interface WaypointCase extends RecordedCase {
  readonly expect: Observed & { readonly waypoint: string };
}

const rows = ['golden', 'generated'].flatMap((file) =>
  recorded(`waypoint/${file}`).flatMap(({ manifests, mesh: settings, cases }) => {
    const mesh = readMesh(manifests, settings);
    const stagesOf = courser(mesh);
    return (cases as readonly WaypointCase[]).map((row) => ({ row, mesh, call: readCase(row), stagesOf }));
  }),
);
function bindingOf(mesh: Mesh, to: Target): string {
  const called = calledIn(mesh, to);
  if (called === undefined) return 'not found';
  const binding = waypointFor(mesh, called, to.kind === 'workload' ? 'workload' : 'service');
  return binding.kind === 'bound' ? `${binding.gateway.namespace}/${binding.gateway.name}` : binding.kind;
}

function calledIn({ services, workloads, traffic }: Mesh, to: Target): Metadata | undefined {
  switch (to.kind) {
    case 'service':
      return services.find(isNamed(to.service));
    case 'workload':
      return workloads.find(isNamed(to.workload));
    case 'host':
      return traffic.serviceEntries.find(({ hosts }) => hosts.includes(to.host));
    case 'gateway':
      return undefined;
  }
}

/** What the waypoint on the way decided. */
function atWaypoint(stages: readonly Stage[]): Observed | undefined {
  const verdict = stages.map((stage) => stage.verdict).find(({ point }) => point === 'waypoint');
  if (verdict === undefined) return undefined;
  const { because: _, point: __, ...observed } = verdict;
  return observed;
}

test('each call is served by the waypoint that istiod bound', () => {
  expect(rows.length).toBeGreaterThan(3000);
  const differing = rows.filter(({ row, mesh, call }) => bindingOf(mesh, call.to) !== row.expect.waypoint);
  expect(differing.map(({ row }) => row.id)).toEqual([]);
});

test('each waypoint answers as it did', () => {
  const served = rows.filter(({ row, call }) => row.expect.waypoint !== 'none' && call.from.kind === 'mtls');
  expect(served.length).toBeGreaterThan(2000);
  const differing = served.flatMap(({ row, call, stagesOf }) => {
    const { waypoint: _, ...expected } = row.expect;
    const [ways] = stagesOf(call) ?? [];
    const answers = (ways ?? []).map(({ stages }) => atWaypoint(stages));
    return answers.length > 0 &&
      answers.every((answer) => JSON.stringify(sorted(answer)) === JSON.stringify(sorted(expected)))
      ? []
      : [{ id: row.id, expected, answers }];
  });
  expect(differing).toEqual([]);
});

function sorted(value: object = {}): readonly unknown[] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}
