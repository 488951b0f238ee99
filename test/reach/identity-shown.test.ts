import { evaluator } from '../../src/evaluate/evaluate';
import { readCase } from '../../src/policy/read-case';
import { meshOf } from '../../src/policy/synthesized';
import { analystOf } from '../../src/reach/analyst';
import { matrixOf } from '../../src/reach/matrix';
import { ONE_DATABASE } from './one-database';

const mesh = (...sources: readonly string[]) =>
  meshOf(`${ONE_DATABASE}---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: db, namespace: shop }
spec:
  rules:
${sources.map((source, i) => `    - { from: [{ source: ${source} }], to: [{ operation: { paths: [/${i}] } }] }`).join('\n')}
`);

/** The identities that get in, and with which paths. */
function told(...sources: readonly string[]): object {
  const found = mesh(...sources);
  const judge = evaluator(found);
  const { edges } = matrixOf(analystOf([found]), found.workloads, { judge });
  return Object.fromEntries(
    edges.flatMap(({ from, requests, witness }) => {
      if (!('identity' in from)) return [];
      expect(witness && judge(readCase(witness))).toMatchObject({ verdict: 'allow' });
      return [[from.identity, requests.flatMap(({ paths = [] }) => paths).join(' ')]];
    }),
  );
}

test('identities are called by the pattern that lets them in', () => {
  expect(told('{ principals: ["*/sa/robot"] }')).toEqual({ '*/sa/robot': '/0' });
  expect(told('{ namespaces: [a] }', '{ principals: [cluster.local/ns/a/sa/r*] }')).toEqual({
    '*/ns/a/* but not cluster.local/ns/a/sa/r*': '/0',
    'cluster.local/ns/a/sa/r*': '/0 /1',
  });
});

test('a star that is read literally is not all identities', () => {
  expect(told('{ principals: ["**"] }')).toEqual({ '**': '/0' });
  expect(told('{ principals: [cluster.local/ns/a/sa/**, "*/sa/robot"] }')).toEqual({
    '*/sa/robot or cluster.local/ns/a/sa/**': '/0',
  });
  expect(told('{ principals: ["*"] }')).toEqual({ '*': '/0' });
  expect(told('{ namespaces: ["a**"] }')).toEqual({ '*/ns/a*/*': '/0' });
});

test('by each of a list that nothing tells apart, and without those who are spelt out beside them', () => {
  expect(told('{ namespaces: [a, b], notPrincipals: [cluster.local/ns/a/sa/x] }')).toEqual({
    '*/ns/a/* or */ns/b/*': '/0',
  });
  expect(told('{ principals: [cluster.local/ns/a/sa/x, cluster.local/ns/b/*] }')).toEqual({
    'cluster.local/ns/a/sa/x': '/0',
    'cluster.local/ns/b/*': '/0',
  });
  expect(told('{ namespaces: [a, b] }', '{ namespaces: [b, c] }')).toEqual({
    '*/ns/a/*': '/0',
    '*/ns/b/*': '/0 /1',
    '*/ns/c/*': '/1',
  });
});

test('by both patterns that they are of', () => {
  expect(told('{ namespaces: [a], principals: ["*/sa/robot"] }')).toEqual({ '*/sa/robot and */ns/a/*': '/0' });
});

test('a pattern of all identities tells nothing of them', () => {
  expect(told('{ namespaces: ["*"] }')).toEqual({ '*': '/0' });
  expect(told('{ principals: ["*", cluster.local/ns/a/*] }')).toEqual({ '*': '/0' });
  expect(told('{ principals: [cluster.local/*] }')).toEqual({ '*': '/0' });
  expect(told('{ principals: [cluster.local/ns/*] }', '{ namespaces: [a] }')).toEqual({
    '*': '/0',
    '*/ns/a/*': '/0 /1',
  });
  expect(told('{ principals: [other.example/*, cluster.local/ns/a/*] }')).toEqual({ 'cluster.local/ns/a/*': '/0' });
  expect(told('{ namespaces: ["*"] }', '{ namespaces: [a] }')).toEqual({ '*': '/0', '*/ns/a/*': '/0 /1' });
});

test('who is spelt out beside a pattern of which nobody is let in is no other identity', () => {
  expect(told('{ principals: [cluster.local/ns/shop/sa/db, other.example/*] }')).toEqual({});
  expect(told('{ principals: [cluster.local/ns/shop/sa/db, cluster.local/ns/b/*] }')).toEqual({
    'cluster.local/ns/b/*': '/0',
  });
  const beside = [
    '{ principals: [cluster.local/ns/a/sa/x, other.example/*] }',
    '{ principals: [cluster.local/ns/b/*] }',
  ];
  expect(told(...beside)).toEqual({ 'cluster.local/ns/a/sa/x': '/0', 'cluster.local/ns/b/*': '/1' });
});
