import { Duration } from 'cdk8s';
import { ClientTlsMode, MeshBaseline, MeshGateway, MtlsMode, MutualTls, TrafficHost, TrafficPolicy } from '../../src';
import type { Shop } from './shop';
import { describeWrongUses, js } from './wrong-use';

const row = (title: string, wrong: (shop: Shop) => unknown, right: (shop: Shop) => unknown) => ({
  title,
  wrong,
  right,
});
const mode =
  (props: object) =>
  ({ chart, backend }: Shop) =>
    new MutualTls(chart, 'mtls', { target: backend, ...props });
const traffic =
  (props: object) =>
  ({ chart, shop }: Shop) =>
    new TrafficPolicy(chart, 'traffic', { namespace: shop, host: TrafficHost.service('backend', 'shop'), ...props });
const baseline =
  (props: object) =>
  ({ chart }: Shop) =>
    new MeshBaseline(chart, 'mesh', props);
const permissive = { mode: MtlsMode.PERMISSIVE, reason: 'migration' };
const files = { clientCertificate: '/c.pem', privateKey: '/k.pem' };

describeWrongUses('MutualTls', [
  {
    ...row('a weaker mode without reason', mode({ mode: MtlsMode.PERMISSIVE }), mode(permissive)),
    says: ['[chart/mtls] a mode weaker than `STRICT` lets callers in without identity; say why in `reason`'],
  },
  {
    ...row('a blank reason', mode({ ...permissive, reason: ' ' }), mode(permissive)),
    says: ['[chart/mtls] a mode weaker than `STRICT` lets callers in without identity; say why in `reason`'],
  },
  {
    ...row('a reason for STRICT', mode({ reason: 'because' }), mode({})),
    says: ['[chart/mtls] `reason` explains a mode weaker than `STRICT`, and there is none; remove it'],
  },
  {
    ...row('a mode that does not exist', mode({ mode: 'strict' }), mode({ mode: 'STRICT' })),
    says: ['[chart/mtls] `mode` is `"strict"`; give a `MtlsMode`, such as `MtlsMode.PERMISSIVE`'],
  },
  {
    ...row(
      'a mode of a port that does not exist',
      mode({ ports: [{ port: 8080, mode: 'OFF' }], reason: 'x' }),
      mode({ ports: [{ port: 8080, mode: 'DISABLE' }], reason: 'x' }),
    ),
    says: ['[chart/mtls] `mode` of port `8080` is `"OFF"`; give a `MtlsMode`, such as `MtlsMode.PERMISSIVE`'],
  },
  {
    ...row('ports as numbers', mode({ ports: [8080] }), mode({ ports: [{ port: 8080, mode: 'STRICT' }] })),
    says: ['[chart/mtls] `ports` holds `8080`; each entry is `{ port, mode }`'],
  },
  {
    ...row(
      'a port with two modes',
      mode({
        ports: [
          { port: 8080, mode: 'STRICT' },
          { port: 8080, mode: 'DISABLE' },
        ],
        reason: 'x',
      }),
      mode({ ports: [{ port: 8080, mode: 'DISABLE' }], reason: 'x' }),
    ),
    says: ['[chart/mtls] port `8080` has two modes; name each port once'],
  },
  {
    ...row(
      'a port that the target does not declare',
      mode({ ports: [{ port: 80, mode: 'STRICT' }] }),
      mode({ ports: [{ port: 8080, mode: 'STRICT' }] }),
    ),
    says: [
      "[chart/mtls] port `80` is not declared by target `backend`, which listens on `8080`, `5432`; ports are the workload's, not the Service's",
    ],
  },
  {
    ...row(
      'a port that is none',
      mode({ ports: [{ port: '8080', mode: 'STRICT' }] }),
      mode({ ports: [{ port: 8080, mode: 'STRICT' }] }),
    ),
    says: [
      '[chart/mtls] port `"8080"` is not a port number; use 1 to 65535 (the port that the workload listens on, not the Service\'s)',
    ],
  },
  {
    ...row('a target that is undefined', mode({ target: undefined }), mode({})),
    says: ['[chart/mtls] `target` is `undefined`; give a `ServiceIdentity`'],
  },
  {
    ...row('a misspelt field', mode({ port: 8080 }), mode({})),
    says: ['[chart/mtls] `port` is not a field of an mTLS mode; use one of `target`, `mode`, `ports`, `reason`'],
  },
]);

describeWrongUses('TrafficPolicy', [
  {
    ...row('a text for the host', traffic({ host: 'backend' }), traffic({})),
    says: ['[chart/traffic] `host` is `"backend"`; give a `TrafficHost`, such as `TrafficHost.service(…)`'],
  },
  {
    ...row('a text for the namespace', traffic({ namespace: 'shop' }), traffic({})),
    says: ['[chart/traffic] `namespace` is `"shop"`; give a `ZeroTrustNamespace`'],
  },
  {
    ...row(
      'a short name',
      traffic({ host: TrafficHost.external('backend') }),
      traffic({ host: TrafficHost.external('api.example.com') }),
    ),
    says: [
      "[chart/traffic] host `backend` is a short name, which Istio completes with the rule's own namespace; write it in full, or use `TrafficHost.service`",
    ],
  },
  {
    ...row(
      'a Service in upper case',
      traffic({ host: TrafficHost.service('Backend', 'shop') }),
      traffic({ host: TrafficHost.service('backend', 'shop') }),
    ),
    says: [
      '[chart/traffic] service `Backend` is not a DNS label: use at most 63 of `a-z`, `0-9` and `-`, beginning and ending with a letter or digit, such as `backend`',
    ],
  },
  {
    ...row(
      'a host that is undefined',
      traffic({ host: TrafficHost.external(js()) }),
      traffic({ host: TrafficHost.allServices('shop') }),
    ),
    says: ['[chart/traffic] host is `undefined`; give a text'],
  },
  {
    ...row('a limit of zero', traffic({ tcp: { maxConnections: 0 } }), traffic({ tcp: { maxConnections: 1 } })),
    says: ['[chart/traffic] `maxConnections` is `0`; give a whole number from 1, or leave it out for no limit'],
  },
  {
    ...row('a pool without limit', traffic({ http: {} }), traffic({ http: { maxRetries: 1 } })),
    says: ['[chart/traffic] `http` sets no limit; leave it out, or give one'],
  },
  {
    ...row('an unknown limit', traffic({ http: { retries: 1 } }), traffic({ http: { maxRetries: 1 } })),
    says: [
      '[chart/traffic] `retries` is not a field of `http`; use one of `http1MaxPendingRequests`, `http2MaxRequests`, `maxRequestsPerConnection`, `maxRetries`, `idleTimeout`',
    ],
  },
  {
    ...row(
      'a duration as text',
      traffic({ tcp: { connectTimeout: '30ms' } }),
      traffic({ tcp: { connectTimeout: Duration.millis(30) } }),
    ),
    says: ['[chart/traffic] `connectTimeout` is `"30ms"`; give a `Duration`, such as `Duration.seconds(10)`'],
  },
  {
    ...row(
      'plaintext without reason',
      traffic({ tls: { mode: ClientTlsMode.DISABLE } }),
      traffic({ tls: { mode: ClientTlsMode.DISABLE, reason: 'legacy' } }),
    ),
    says: [
      '[chart/traffic] client TLS mode `DISABLE` sends plaintext, which has no identity and which a STRICT workload refuses; say why in `reason`',
    ],
  },
  {
    ...row(
      'MUTUAL without certificate',
      traffic({ tls: { mode: ClientTlsMode.MUTUAL } }),
      traffic({ tls: { mode: ClientTlsMode.MUTUAL, ...files } }),
    ),
    says: [
      "[chart/traffic] client TLS mode `MUTUAL` needs `clientCertificate` and `privateKey`; for the mesh's own certificates use `ISTIO_MUTUAL`",
    ],
  },
  {
    ...row(
      'certificate files that are ignored',
      traffic({ tls: { mode: ClientTlsMode.ISTIO_MUTUAL, ...files } }),
      traffic({ tls: { mode: ClientTlsMode.MUTUAL, ...files } }),
    ),
    says: [
      '[chart/traffic] client TLS mode `ISTIO_MUTUAL` ignores certificate files, such as `/c.pem`; remove them, or use `SIMPLE` or `MUTUAL`',
    ],
  },
  {
    ...row(
      'no subject name',
      traffic({ tls: { mode: ClientTlsMode.SIMPLE, subjectAltNames: [] } }),
      traffic({ tls: { mode: ClientTlsMode.SIMPLE, subjectAltNames: ['a.example.com'] } }),
    ),
    says: [
      '[chart/traffic] `subjectAltNames` is an empty list, which Istio reads as no requirement; leave it out, or name at least one',
    ],
  },
  {
    ...row('a TLS mode that does not exist', traffic({ tls: { mode: 'OFF' } }), traffic({ tls: { mode: 'SIMPLE' } })),
    says: ['[chart/traffic] `mode` is `"OFF"`; give a `ClientTlsMode`, such as `ClientTlsMode.SIMPLE`'],
  },
  {
    ...row(
      'a TLS mode that is the name of a method',
      traffic({ tls: { mode: 'toString' } }),
      traffic({ tls: { mode: 'SIMPLE' } }),
    ),
    says: ['[chart/traffic] `mode` is `"toString"`; give a `ClientTlsMode`, such as `ClientTlsMode.SIMPLE`'],
  },
  {
    ...row('TLS as text', traffic({ tls: 'SIMPLE' }), traffic({ tls: { mode: 'SIMPLE' } })),
    says: [
      '[chart/traffic] `tls` is `"SIMPLE"`; give an object with `mode`, `subjectAltNames`, `sni`, `caCertificates`, `clientCertificate`, `privateKey`, `reason`',
    ],
  },
]);

describeWrongUses('MeshBaseline', [
  {
    ...row('a root namespace in upper case', baseline({ rootNamespace: 'Root' }), baseline({ rootNamespace: 'root' })),
    says: [
      '[chart/mesh] root namespace `Root` is not a DNS label: use at most 63 of `a-z`, `0-9` and `-`, beginning and ending with a letter or digit, such as `root`',
    ],
  },
  {
    ...row('a trust domain as text', baseline({ trustDomains: 'td' }), baseline({ trustDomains: ['td'] })),
    says: ['[chart/mesh] `trustDomains` is `"td"`; give a list; each entry is a trust domain'],
  },
  {
    ...row('no trust domain', baseline({ trustDomains: [] }), baseline({})),
    says: ['[chart/mesh] `trustDomains` is an empty list; leave it out, or name the trust domain of the mesh'],
  },
  {
    ...row('a trust domain with a star', baseline({ trustDomains: ['*'] }), baseline({ trustDomains: ['td'] })),
    says: [
      '[chart/mesh] trust domain `*` is not valid; it is a name such as `cluster.local`, without scheme, `/` or `*`',
    ],
  },
  {
    ...row('a text for a flag', baseline({ defaultDeny: 0 }), baseline({ defaultDeny: false })),
    says: ['[chart/mesh] `defaultDeny` is `0`; give `true` or `false`'],
  },
  {
    ...row(
      'fields of a log that is off',
      baseline({ accessLogs: false, accessLogFields: { a: '%PROTOCOL%' } }),
      baseline({ accessLogFields: { a: '%PROTOCOL%' } }),
    ),
    says: ['[chart/mesh] `accessLogFields` is given and `accessLogs` is off; remove one of them'],
  },
  {
    ...row(
      'open gateways of an open mesh',
      baseline({ defaultDeny: false, openGateways: [MeshGateway.istio('ingress')] }),
      baseline({ openGateways: [MeshGateway.istio('ingress')] }),
    ),
    says: [
      '[chart/mesh] `openGateways` is given and `defaultDeny` is off, so gateways are open already; remove one of them',
    ],
  },
  {
    ...row(
      'a gateway by name only',
      baseline({ openGateways: ['ingress'] }),
      baseline({ openGateways: [MeshGateway.istio('ingress')] }),
    ),
    says: [
      '[chart/mesh] `openGateways` holds `"ingress"`; each entry is a `MeshGateway`, such as `MeshGateway.istio(…)`',
    ],
  },
  {
    ...row(
      'a gateway without labels',
      baseline({ openGateways: [MeshGateway.istio('ingress', { labels: {} })] }),
      baseline({ openGateways: [MeshGateway.istio('ingress', { labels: { istio: 'ingress' } })] }),
    ),
    says: [
      '[chart/mesh] the selector has no labels, so it would select every workload of the namespace; name at least one label',
    ],
  },
  {
    ...row(
      'a gateway without namespace',
      baseline({ openGateways: [MeshGateway.gatewayApi('edge', js())] }),
      baseline({ openGateways: [MeshGateway.gatewayApi('edge', 'edge')] }),
    ),
    says: ['[chart/mesh] namespace is `undefined`; give a text'],
  },
  {
    ...row('a misspelt field', baseline({ openGateway: [] }), baseline({})),
    says: [
      '[chart/mesh] `openGateway` is not a field of a mesh baseline; use one of `rootNamespace`, `trustDomains`, `defaultDeny`, `stage`, `openGateways`, `accessLogs`, `accessLogFields`',
    ],
  },
]);
