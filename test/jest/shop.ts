/** A small mesh as text: orders may charge, a gateway is denied by name, and tokens are asked for on one path. */
export const SHOP = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: orders, namespace: shop }
spec:
  template:
    metadata: { labels: { app: orders } }
    spec: { serviceAccountName: orders, containers: [{ name: orders }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: payments, namespace: shop }
spec:
  template:
    metadata: { labels: { app: payments } }
    spec:
      serviceAccountName: payments
      containers: [{ name: payments, ports: [{ containerPort: 8080 }, { containerPort: 5432 }] }]
---
apiVersion: v1
kind: Service
metadata: { name: payments, namespace: shop }
spec:
  selector: { app: payments }
  ports: [{ name: http, port: 80, targetPort: 8080 }, { name: tcp-db, port: 5432 }]
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec: { mtls: { mode: STRICT } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: payments-allow, namespace: shop }
spec:
  selector: { matchLabels: { app: payments } }
  rules:
    - from: [{ source: { principals: [cluster.local/ns/shop/sa/orders] } }]
      to: [{ operation: { methods: [POST], paths: [/charges], ports: ['8080'] } }]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: payments-deny, namespace: shop }
spec:
  selector: { matchLabels: { app: payments } }
  action: DENY
  rules:
    - to: [{ operation: { methods: [TRACE], ports: ['8080'] } }]
`;

/** An external authorizer stands before `payments`. */
export const ASKS_ELSEWHERE = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ask, namespace: shop }
spec:
  selector: { matchLabels: { app: payments } }
  action: CUSTOM
  provider: { name: opa }
  rules: [{ to: [{ operation: { ports: ['8080'] } }] }]
`;

/** What orders does to payments. */
export const CHARGE = {
  from: { workload: 'shop/orders' },
  to: { workload: 'shop/payments', port: 8080 },
  request: { method: 'POST', path: '/charges' },
} as const;

/** The same with another method. */
export const REFUND = { ...CHARGE, request: { method: 'DELETE', path: '/charges' } } as const;
