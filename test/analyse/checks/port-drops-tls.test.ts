import { describeTwins } from './describe-twins';
import { istio } from './manifests';

const rule = (mode: string, entry: string) =>
  istio(
    'DestinationRule',
    `{host: api.com, trafficPolicy: {tls: {mode: ${mode}}, portLevelSettings: [{port: {number: 443}, ${entry}}]}}`,
  );

describeTwins('ZT414', [
  {
    what: 'an entry without TLS',
    fires: rule('SIMPLE', 'loadBalancer: {simple: RANDOM}'),
    field: 'spec.trafficPolicy.portLevelSettings[0]',
    says: /the entry for port 443 takes the place of the whole policy, so calls there are plaintext instead of SIMPLE/,
    silent: rule('SIMPLE', 'tls: {mode: SIMPLE}'),
  },
  {
    what: 'foreign TLS: that of the mesh lives on',
    fires: rule('SIMPLE', 'connectionPool: {tcp: {maxConnections: 1}}'),
    field: 'spec.trafficPolicy.portLevelSettings[0]',
    says: /repeat `tls`/,
    silent: rule('ISTIO_MUTUAL', 'connectionPool: {tcp: {maxConnections: 1}}'),
  },
]);
