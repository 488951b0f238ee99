import { describeTwins } from './describe-twins';
import { all, istio } from './manifests';

const rule = (name: string, fields: string) => istio('DestinationRule', `{${fields}}`, name);
const star = rule('star', 'host: "*.local", trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}');
const some = rule('some', 'host: web, workloadSelector: {matchLabels: {app: a}}');

describeTwins('ZT417', [
  {
    what: 'a selector beside a star',
    fires: all(star, some),
    field: 'spec.workloadSelector',
    says: /pods that `workloadSelector` does not select no longer get `star` for `web`, but no rule at all/,
    silent: all(star, rule('some', 'host: web')),
  },
  {
    what: 'a host that has no rule for the others',
    fires: all(star, some),
    field: 'spec.workloadSelector',
    says: /add a rule for the host without selector/,
    silent: all(star, some, rule('others', 'host: web.shop.svc.cluster.local')),
  },
]);
