import { evaluator } from '../../src/evaluate/evaluate';
import { meshOf } from '../../src/policy/synthesized';
import { analystOf } from '../../src/reach/analyst';
import { compareReach } from '../../src/reach/compare';
import { matrixOf } from '../../src/reach/matrix';
import { SHOP } from '../jest/shop';

const BECAUSE = 'these sets take more than `300` boxes';

/** Each rule asks for two headers of its own, and one of both must be missing: every rule doubles the boxes. */
function shopThatDenies(rules: number) {
  const rule = (index: number) => `
    - when:
        - { key: 'request.headers[x-a${index}]', values: [a] }
        - { key: 'request.headers[x-b${index}]', values: [b] }`;
  return meshOf(`${SHOP}---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: payments-deny, namespace: shop }
spec:
  selector: { matchLabels: { app: payments } }
  action: DENY
  rules: ${Array.from({ length: rules }, (_, index) => rule(index)).join('')}
`);
}

const matrix = (rules: number) => {
  const mesh = shopThatDenies(rules);
  return matrixOf(analystOf([mesh]), mesh.workloads, { judge: evaluator(mesh) }).edges.find(
    ({ port }) => port === 8080,
  );
};

test('what takes more boxes than anybody reads is undecided, with a request that surely gets there', () => {
  expect(matrix(9)).toMatchObject({
    from: { workload: 'shop/orders' },
    requests: [],
    undecided: { requests: [{}], because: [BECAUSE] },
    witness: { from: { workload: 'shop/orders' } },
  });
  expect(matrix(3)).not.toHaveProperty('undecided');
  expect(matrix(3)?.requests).toHaveLength(2 ** 3);
});

test('a change that takes more boxes than anybody reads is undecided', () => {
  const compared = (rules: number) => {
    const [before, after] = [shopThatDenies(rules), meshOf(SHOP.replace('methods: [POST]', 'methods: [PUT]'))];
    return compareReach(analystOf([before, after]), { before, after, judgeOf: evaluator });
  };
  expect(compared(9)).toMatchObject({
    wider: [],
    undecided: [{ from: { workload: 'shop/orders' }, to: 'shop/payments', port: 8080, because: [BECAUSE] }],
  });
  expect(compared(2).undecided).toEqual([]);
});
