import {
  allow,
  ALLOWS,
  BROWNFIELD,
  denyAll,
  GREENFIELD,
  lines,
  namespace,
  pruneLast,
  rollout,
  strict,
  waved,
  WORKLOADS,
} from './estate';

const APP = [namespace(), ...WORKLOADS, ...ALLOWS, denyAll(), strict()];
const RUNNING = [namespace(), ...WORKLOADS];

describe('the simulations', () => {
  it('x', () => {
    for (const [n, r] of Object.entries({
      install: rollout([], APP),
      installG: rollout([], waved(APP, GREENFIELD)),
      installB: rollout([], waved(APP, BROWNFIELD)),
      adoptG: rollout(RUNNING, waved(APP, GREENFIELD)),
      adoptB: rollout(RUNNING, waved(APP, BROWNFIELD)),
      rename: rollout(APP, [...APP.filter((o) => o !== ALLOWS[0]), allow('api', 'api', 'web')]),
      renameLast: rollout(
        APP.map((o) => (o === ALLOWS[0] ? pruneLast(o) : o)),
        [...APP.filter((o) => o !== ALLOWS[0]), allow('api', 'api', 'web')],
      ),
      deleteG: rollout(waved(APP, GREENFIELD), 'deleted'),
      deleteB: rollout(waved(APP, BROWNFIELD), 'deleted'),
    }))
      console.log(
        n,
        r.steps.map((s, i) => `${i + 1} ${s.wave} ${s.action} ${s.objects.map((o) => o.kind + ' ' + o.name)}`),
        lines(r),
        lines(r, 'failedSync'),
        lines(r, 'rollback'),
        lines(r, 'deletion'),
      );
  });
});
