import { meshOf } from '../../src/policy/synthesized';
import { analystOf } from '../../src/reach/analyst';
import { matrixOf } from '../../src/reach/matrix';
import { ONE_DATABASE } from './one-database';

/** What any other identity may send where this policy is in force. */
function told(action: 'ALLOW' | 'DENY', rules: string, token = '') {
  const mesh = meshOf(`${ONE_DATABASE}---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: db, namespace: shop }
spec: { action: ${action}, rules: ${rules} }
${token}`);
  const { edges } = matrixOf(analystOf([mesh]), mesh.workloads);
  return edges.find(({ from }) => 'identity' in from && from.identity === '*')?.requests;
}

const PATH = '[{ when: [{ key: "request.headers[:path]", values: [/a] }] }]';

test('paths with their query are told as the header that they are, and paths as such', () => {
  expect(told('ALLOW', PATH)).toEqual([{ headers: { ':path': { values: ['/a'] } } }]);
  expect(told('DENY', PATH)).toEqual([{ headers: { ':path': { notValues: ['/a'] } } }]);
  expect(told('DENY', '[{ to: [{ operation: { paths: [/a] } }] }]')).toEqual([{ notPaths: ['/a'] }]);
});

test('paths beside paths with their query keep their word', () => {
  const both = `[{ to: [{ operation: { paths: [/b] } }] }, ${PATH.slice(1)}`;
  expect(told('ALLOW', both)).toEqual([{ paths: ['/b'] }, { headers: { ':path': { values: ['/a'] } } }]);
});

test('a subject that is a star is not every subject', () => {
  const issuer = `---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: db, namespace: shop }
spec: { jwtRules: [{ issuer: i, jwksUri: 'https://k.example' }] }
`;
  const of = (principal: string) =>
    told('ALLOW', `[{ from: [{ source: { requestPrincipals: ["${principal}"] } }] }]`, issuer);
  expect(of('*/*')).toEqual([{ token: true, claims: { sub: { values: ['\\*'] } } }]);
  expect(of('i/*')).toEqual([{ token: true, claims: { sub: { values: ['*'] } } }]);
});
