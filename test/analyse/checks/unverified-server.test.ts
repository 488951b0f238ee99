import { describeTwins } from './describe-twins';
import { istio } from './manifests';

const rule = (tls: string) => istio('DestinationRule', `{host: api.com, trafficPolicy: {tls: {mode: SIMPLE, ${tls}}}}`);

describeTwins('ZT409', [
  {
    what: 'a check that is skipped',
    fires: rule('insecureSkipVerify: true'),
    field: 'spec.trafficPolicy.tls.insecureSkipVerify',
    says: /anybody on the way can answer for `api\.com`/,
    silent: rule('insecureSkipVerify: false'),
  },
]);
