/** Rules about one issuer that ask for other audiences in each place where they look for its tokens. */
import { evaluator } from '../../src/evaluate/evaluate';
import { readCase } from '../../src/policy/read-case';
import { meshOf } from '../../src/policy/synthesized';
import { analystOf } from '../../src/reach/analyst';
import { matrixOf } from '../../src/reach/matrix';
import { ONE_DATABASE } from './one-database';

const ISSUER = 'https://login.example';
const mesh = (asked: string) =>
  meshOf(`${ONE_DATABASE}---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: db, namespace: shop }
spec:
  jwtRules:
    - { issuer: ${ISSUER}, jwksUri: ${ISSUER}/keys, audiences: [web] }
    - { issuer: ${ISSUER}, jwksUri: ${ISSUER}/keys, fromHeaders: [{ name: x-token }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: db, namespace: shop }
spec: { rules: [{ from: [{ source: { requestPrincipals: ["${ISSUER}/*"] } }], when: [${asked}] }] }
`);

test.each([
  ['the place of the first rule', '{ key: "request.auth.audiences", values: [web] }', 'authorization'],
  ['that of the other one', '{ key: "request.auth.audiences", notValues: [web] }', 'x-token'],
])('a witness has its token in %s, where it is accepted there', (_, asked, header) => {
  const judge = evaluator(mesh(asked));
  const { edges } = matrixOf(analystOf([mesh(asked)]), mesh(asked).workloads, { judge });
  expect(edges.length).toBeGreaterThan(0);
  for (const { witness = {}, undecided } of edges) {
    expect(undecided).toBeUndefined();
    const request = readCase(witness);
    expect(judge(request).verdict).toBe('allow');
    expect(request.http?.headers.map(([name]) => name)).toEqual([header]);
  }
});
