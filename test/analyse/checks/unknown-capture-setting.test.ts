import { describeTwins } from './describe-twins';
import { deployment } from './manifests';

const pod = (annotation: string) => deployment('web', '', 'shop', `, annotations: {${annotation}: "9090"}`);

describeTwins('ZT518', [
  {
    what: 'a port in the singular',
    fires: pod('traffic.sidecar.istio.io/excludeInboundPort'),
    field: 'spec.template.metadata.annotations[traffic.sidecar.istio.io/excludeInboundPort]',
    says: /did you mean `traffic\.sidecar\.istio\.io\/excludeInboundPorts`\?/,
    silent: pod('traffic.sidecar.istio.io/excludeInboundPorts'),
  },
  {
    what: 'a word that is near to none',
    fires: pod('traffic.sidecar.istio.io/x'),
    field: 'spec.template.metadata.annotations[traffic.sidecar.istio.io/x]',
    says: /remove it/,
    silent: pod('traffic.example.com/x'),
  },
]);
