/** Requests with a token that is refused are told of where that makes a difference. */
import { evaluator } from '../../src/evaluate/evaluate';
import { meshOf } from '../../src/policy/synthesized';
import { analystOf } from '../../src/reach/analyst';
import { compareReach } from '../../src/reach/compare';
import { ONE_DATABASE } from './one-database';

const mesh = (inject: string, ...more: readonly string[]) =>
  meshOf([ONE_DATABASE.replace('istio-injection: enabled', `istio-injection: ${inject}`), ...more]);
const TOKENS = `
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: db, namespace: shop }
spec: { jwtRules: [{ issuer: https://login.example, jwksUri: https://login.example/keys }] }
`;

/** What plaintext may send more than before. */
function wider(before: ReturnType<typeof mesh>, after: ReturnType<typeof mesh>): readonly object[] | undefined {
  const found = compareReach(analystOf([before, after]), { before, after, judgeOf: evaluator });
  return found.wider.find(({ from }) => 'plaintext' in from)?.requests;
}

test('where the sidecar goes away that refused them, and all that is no HTTP', () => {
  expect(wider(mesh('enabled', TOKENS), mesh('disabled', TOKENS))).toEqual([
    { protocol: 'tcp' },
    { refusedToken: true },
  ]);
  expect(wider(mesh('enabled'), mesh('disabled'))).toEqual([{ protocol: 'tcp' }]);
});

test('where nothing else changes', () => {
  expect(wider(mesh('enabled', TOKENS), mesh('enabled'))).toEqual([{ refusedToken: true }]);
});
