import { touchesIn } from '../../src/coverage/touch/call-touches';
import { readCase } from '../../src/policy/read-case';
import { meshOf } from '../../src/policy/synthesized';

/** Which rules of the one policy a call at port 9090 of an ambient pod matches; undefined: it is not asked. */
const matched = (spec: string, identity = 'cluster.local/ns/shop/sa/web') => {
  const mesh = meshOf(`
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop, labels: { app: api } }
spec: { containers: [{ name: main, ports: [{ containerPort: 9090 }] }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: one, namespace: shop }
spec: ${spec}
`);
  const { verdict, touches } = touchesIn(mesh)(
    readCase({ from: { identity }, to: { workload: 'shop/api', port: 9090 }, request: {} }),
  );
  const rules = touches.find(({ policy }) => 'name' in policy && policy.name === 'one')?.rules;
  return [verdict.verdict, rules?.map(({ isMatched }) => isMatched)];
};
const TO = "to: [{ operation: { ports: ['9090'] } }, { operation: { paths: [/a] } }]";

test('a rule is matched as ztunnel asks it: a DENY without its HTTP fields, and no ALLOW with such a field', () => {
  expect(matched("{ action: DENY, rules: [{ to: [{ operation: { ports: ['9090'], methods: [POST] } }] }] }")).toEqual([
    'deny',
    [true],
  ]);
  expect(matched(`{ rules: [{ ${TO} }] }`)).toEqual(['deny', [false]]);
  expect(matched(`{ rules: [{ ${TO.replace(/, {.*/, ']')} }] }`)).toEqual(['allow', [true]]);
});

test('whom TLS refuses touches no policy', () => {
  expect(matched('{ action: DENY, rules: [{}] }', 'other.example/ns/shop/sa/web')).toEqual(['deny', undefined]);
  expect(matched('{ action: DENY, rules: [{}] }')).toEqual(['deny', [true]]);
});
