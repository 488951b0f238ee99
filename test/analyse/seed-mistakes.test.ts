/** The mistakes of the two tutorials that this project began with, in manifests of our own. */
import { check } from '../../src/analyse/check';
import { readManifests } from '../../src/policy/manifest';

const findingsOn = (text: string) =>
  check(readManifests([{ name: 'a.yaml', text }])).findings.map(
    ({ code, object, field }) => `${code} ${object?.name} ${field}`,
  );

test('a first tutorial: deny everything, then allow one caller whose account no pod has', () => {
  const text = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: frontend, namespace: default}
spec: {template: {metadata: {labels: {app: frontend}}, spec: {containers: []}}}
---
apiVersion: security.istio.io/v1beta1
kind: AuthorizationPolicy
metadata: {name: deny-all, namespace: default}
spec:
  selector: {matchLabels: {app: backend}}
  action: DENY
  rules: [{}]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: allow-data, namespace: default}
spec:
  selector: {matchLabels: {app: backend}}
  rules:
    - from: [{source: {principals: [cluster.local/ns/default/sa/frontend]}}]
      to: [{operation: {methods: [GET], paths: [/api/v1/data]}}]
`;
  expect(findingsOn(text)).toEqual([
    'ZT501 deny-all apiVersion',
    'ZT103 deny-all spec.rules[0]',
    'ZT117 allow-data spec.rules[0].from[0].source.principals[0]',
  ]);
});

test('a second tutorial: quoted keys, paths meant as prefixes, public addresses, paths open without the token', () => {
  const text = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: deny-all, namespace: production}
spec: {}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: versioned, namespace: production}
spec:
  selector: {matchLabels: {app: backend}}
  rules:
    - from: [{source: {principals: [cluster.local/ns/production/sa/frontend]}}]
      to: [{operation: {methods: [GET, POST], paths: ["/api/*", /health]}}]
      when: [{key: 'request.headers["x-api-version"]', values: [v1]}]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: rbac, namespace: production}
spec:
  selector: {matchLabels: {app: backend}}
  rules:
    - from: [{source: {principals: [cluster.local/ns/production/sa/admin]}}]
      to: [{operation: {methods: [DELETE], paths: [/admin/]}}]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: external, namespace: production}
spec:
  selector: {matchLabels: {app: frontend}}
  rules:
    - when: [{key: source.ip, values: [203.0.113.0/24]}]
---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: {name: jwt, namespace: production}
spec:
  selector: {matchLabels: {app: backend}}
  jwtRules: [{issuer: https://auth.example.com, jwksUri: https://auth.example.com/keys, audiences: [api]}]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: jwt, namespace: production}
spec:
  selector: {matchLabels: {app: backend}}
  rules:
    - from: [{source: {requestPrincipals: ["https://auth.example.com/*"]}}]
      when:
        - {key: 'request.auth.claims["role"]', values: [admin]}
        - {key: 'request.auth.claims["sub"]', notValues: [blocked]}
      to: [{operation: {methods: [GET], paths: ["/api/secure/*"]}}]
---
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: {name: access-logs}
`;
  expect(findingsOn(text)).toEqual([
    'ZT101 versioned spec.rules[0].when[0].key',
    'ZT102 rbac spec.rules[0].to[0].operation.paths[0]',
    'ZT112 external spec.rules[0].when[0].values[0]',
    'ZT308 jwt spec.rules[0]',
    'ZT101 jwt spec.rules[0].when[0].key',
    'ZT101 jwt spec.rules[0].when[1].key',
    'ZT502 access-logs kind',
  ]);
});
