/** Recorded cases of callers' proxies and of waypoints hold as they stand, by every key that they expect. */
import { readExpectation } from '../../src/cases/expectation';
import { judgeOf } from '../../src/cases/judge';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { recorded } from '../corpus/recorded';

test.each(['client-tls/golden', 'client-tls/generated', 'waypoint/golden', 'waypoint/generated'])(
  'each case of %s holds',
  (file) => {
    const differing = recorded(file).flatMap(({ manifests, mesh, cases }) => {
      const read = cases.map((row, index) => ({
        id: row.id,
        request: readCase(row),
        expect: readExpectation({ ...row.expect }),
        line: 0,
        index,
      }));
      const { judge } = judgeOf(read, readMesh(manifests, mesh));
      return read
        .map((one) => ({ id: one.id, outcome: judge(one).outcome }))
        .filter(({ outcome }) => outcome.kind !== 'met');
    });
    expect(differing).toEqual([]);
  },
);
