import { describeTwins } from './describe-twins';
import { all, istio, meshConfig } from './manifests';

const wide = istio(
  'DestinationRule',
  '{host: "*.local", trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}',
  'mtls',
  'istio-system',
);
const rule = (policy: string) => istio('DestinationRule', `{host: web, trafficPolicy: {${policy}}}`);
const random = rule('loadBalancer: {simple: RANDOM}');

describeTwins('ZT407', [
  {
    what: 'a rule without TLS, when auto mTLS is off',
    fires: all(meshConfig('enableAutoMtls: false'), wide, random),
    field: 'spec',
    says: /the rule hides `istio-system\/mtls`.* so calls to `web` are plaintext/,
    silent: all(meshConfig('enableAutoMtls: true'), wide, random),
  },
  {
    what: 'a rule that does not repeat the mode',
    fires: all(meshConfig('enableAutoMtls: false'), wide, random),
    field: 'spec',
    says: /add `tls: \{mode: ISTIO_MUTUAL\}`/,
    silent: all(meshConfig('enableAutoMtls: false'), wide, rule('tls: {mode: ISTIO_MUTUAL}')),
  },
]);
