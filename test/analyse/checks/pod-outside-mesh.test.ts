import { describeTwins } from './describe-twins';
import { all, deployment, service, sidecars } from './manifests';

const web = all(sidecars, service('web', '{port: 80, name: http}'));
const pod = (label: string) => deployment('web').replace('app: web', `app: web, ${label}`);

describeTwins('ZT506', [
  {
    what: 'pods that opt out',
    fires: all(web, pod('sidecar.istio.io/inject: "false"')),
    field: 'spec.template.metadata.labels[sidecar.istio.io/inject]',
    says: /no sidecar is injected, so no policy of Istio holds for the pods behind Service `web`/,
    silent: all(web, pod('sidecar.istio.io/inject: "true"')),
  },
  {
    what: 'pods on the host network that are called',
    fires: all(web, deployment('web', 'hostNetwork: true')),
    field: 'spec.template.spec.hostNetwork',
    says: /guard them by a NetworkPolicy/,
    silent: all(web, deployment('other', 'hostNetwork: true')),
  },
]);
