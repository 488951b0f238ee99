import { shapeOf } from '../../src/analyse/rule-shape';
import { readManifests } from '../../src/policy/manifest';
import { readMesh } from '../../src/policy/read-mesh';
import { rulesOf } from '../../src/policy/rule';
import { policy } from './checks/manifests';

const principals = (...names: string[]) =>
  `{from: [{source: {principals: [${names.map((name) => `cluster.local/ns/${name}`).join(', ')}]}}]}`;
const shape = (...rules: string[]) => {
  const { manifests } = readManifests([{ name: 'a', text: policy(`{rules: [${rules.join(', ')}]}`) }]);
  const [read] = readMesh(manifests.map(({ object }) => object)).authorizationPolicies;
  if (read === undefined) throw new Error('no policy');
  return shapeOf(rulesOf(read.rules).map((rule) => ({ policy: read, rule })));
};

test.each([
  ['other callers', [principals('a/sa/b')], [principals('c/sa/d')]],
  ['more callers that are told apart by nobody', [principals('a/sa/b')], [principals('a/sa/b', 'a/sa/c')]],
  [
    'callers who share a rule with others, too',
    [principals('a/sa/b', 'a/sa/c'), principals('a/sa/c')],
    [principals('x/sa/y'), principals('x/sa/y', 'x/sa/z', 'x/sa/w')].reverse(),
  ],
])('rules are alike but for %s', (_, some, others) => {
  expect(shape(...some)).toBe(shape(...others));
});

test.each([
  ['a caller of both', [principals('a/sa/b'), principals('a/sa/b')], [principals('a/sa/b'), principals('a/sa/c')]],
  ['a caller who cannot be', [principals('a/sa/b')], [principals('a/sa/B')]],
  ['the order', [principals('a/sa/b'), '{}'], ['{}', principals('a/sa/b')]],
  [
    'a namespace that is asked for, besides',
    [principals('a/sa/b'), '{from: [{source: {namespaces: [a]}}]}'],
    [principals('c/sa/b'), '{from: [{source: {namespaces: [a]}}]}'],
  ],
])('rules differ by %s', (_, some, others) => {
  expect(shape(...some)).not.toBe(shape(...others));
});
