import { describeTwins } from './describe-twins';
import { all, istio, meshConfig, mtls } from './manifests';

const STRICT = mtls('{mtls: {mode: STRICT}}');
const sending = (host: string) =>
  istio('DestinationRule', `{host: "${host}", trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}`);

describeTwins('ZT203', [
  {
    what: 'STRICT with auto mTLS off',
    fires: all(meshConfig('enableAutoMtls: false'), STRICT),
    field: 'spec.mtls.mode',
    says: /no DestinationRule for namespace `shop` sends ISTIO_MUTUAL/,
    silent: all(meshConfig('enableAutoMtls: true'), STRICT),
  },
  {
    what: 'a rule for another namespace',
    fires: all(meshConfig('enableAutoMtls: false'), STRICT, sending('*.other.svc.cluster.local')),
    field: 'spec.mtls.mode',
    says: /enableAutoMtls/,
    silent: all(meshConfig('enableAutoMtls: false'), STRICT, sending('*.shop.svc.cluster.local')),
  },
  {
    what: 'the whole mesh',
    fires: all(
      meshConfig('enableAutoMtls: false'),
      STRICT.replace('shop', 'istio-system'),
      sending('*.shop.svc.cluster.local'),
    ),
    field: 'spec.mtls.mode',
    says: /`\*\.local`/,
    silent: all(meshConfig('enableAutoMtls: false'), STRICT.replace('shop', 'istio-system'), sending('*.local')),
  },
]);
