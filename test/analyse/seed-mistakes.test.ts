/** The mistakes of the two tutorials that this project began with, in manifests of our own. */
import { check } from '../../src/analyse/check';
import { readManifests } from '../../src/policy/manifest';
import { readMeshSettings } from '../../src/policy/mesh-settings';

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
apiVersion: apps/v1
kind: Deployment
metadata: {name: backend, namespace: default}
spec: {template: {metadata: {labels: {app: backend}}, spec: {containers: []}}}
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

describe('the common issues that the second tutorial lists', () => {
  const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: backend, namespace: production}
spec: {template: {metadata: {labels: {app: backend}}, spec: {containers: []}}}
---
`;
  const object = (kind: string, spec: string, group = 'security') =>
    `apiVersion: ${group}.istio.io/v1\nkind: ${kind}\nmetadata: {name: x, namespace: production}\nspec: ${spec}\n---\n`;
  const strict = object('PeerAuthentication', '{mtls: {mode: STRICT}}');
  const reported = (text: string, mesh?: object) => {
    const report = check(
      readManifests([{ name: 'a.yaml', text }]),
      mesh === undefined ? {} : { settings: readMeshSettings(mesh) },
    );
    return { codes: report.findings.map(({ code }) => code), assumptions: report.assumptions.join('\n') };
  };

  test('connection refused: STRICT needs no DestinationRule, but where auto mTLS is off', () => {
    expect(reported(strict).assumptions).toContain('callers send mutual TLS by themselves');
    expect(reported(strict).codes).toEqual([]);
    expect(reported(strict, { enableAutoMtls: false }).codes).toEqual(['ZT203']);
  });

  test('403: the caller runs under another service account than the policy says', () => {
    const principals = 'cluster.local/ns/production/sa/frontend';
    const text =
      DEPLOYMENT + object('AuthorizationPolicy', `{rules: [{from: [{source: {principals: [${principals}]}}]}]}`);
    expect(reported(text).codes).toEqual(['ZT117']);
  });

  test('TLS handshake failures: certificates are not among manifests; what manifests can break is found', () => {
    const principals = 'other.example/ns/production/sa/frontend';
    const foreign = object('AuthorizationPolicy', `{rules: [{from: [{source: {principals: [${principals}]}}]}]}`);
    expect(reported(foreign, { trustDomain: 'cluster.local' }).codes).toEqual(['ZT120']);
    const off = `apiVersion: v1
kind: Namespace
metadata: {name: production, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: Service
metadata: {name: backend, namespace: production}
spec: {selector: {app: backend}, ports: [{port: 80}]}
---
${DEPLOYMENT}${object('PeerAuthentication', '{mtls: {mode: DISABLE}}')}`;
    const sends = object(
      'DestinationRule',
      '{host: backend, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}',
      'networking',
    );
    expect(reported(off + sends).codes).toContain('ZT204');
    expect(reported(off).codes).not.toContain('ZT204');
  });

  test('JWT validation fails: the address of the keys, or the issuer of the policy', () => {
    const rule = '{jwtRules: [{issuer: https://i, audiences: [a], jwksUri: http://127.0.0.1/keys}]}';
    expect(reported(object('RequestAuthentication', rule)).codes).toContain('ZT305');
    const asks = object('AuthorizationPolicy', '{rules: [{from: [{source: {requestPrincipals: ["https://i"]}}]}]}');
    expect(reported(asks).codes).toContain('ZT111');
  });

  test('policy not taking effect: its selector fits no pod', () => {
    const text = DEPLOYMENT + object('AuthorizationPolicy', '{selector: {matchLabels: {name: backend}}}');
    expect(reported(text).codes).toEqual(['ZT125']);
  });

  test('proxy not injected: the namespace is not labelled', () => {
    const space = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: production}\n---\n';
    expect(reported(space + DEPLOYMENT + strict).codes).toEqual(['ZT126']);
  });
});
