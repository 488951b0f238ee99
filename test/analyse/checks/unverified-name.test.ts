import { describeTwins } from './describe-twins';
import { istio } from './manifests';

const rule = (tls: string) => istio('DestinationRule', `{host: api.com, trafficPolicy: {tls: {mode: SIMPLE, ${tls}}}}`);

describeTwins('ZT410', [
  {
    what: 'a server name alone',
    fires: rule('sni: api.com'),
    field: 'spec.trafficPolicy.tls.sni',
    says: /any that a public authority has signed is taken; add `subjectAltNames: \[api\.com\]`/,
    silent: rule('sni: api.com, subjectAltNames: [api.com]'),
  },
  {
    what: 'a server name and an own authority',
    fires: rule('sni: api.com, caCertificates: /ca.pem'),
    field: 'spec.trafficPolicy.tls.sni',
    says: /any that the authority has signed/,
    silent: rule('caCertificates: /ca.pem'),
  },
]);
