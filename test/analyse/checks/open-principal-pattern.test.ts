import { describeTwins } from './describe-twins';
import { source, SOURCE } from './manifests';

describeTwins('ZT142', [
  {
    what: 'a service account of any namespace',
    fires: source('principals: ["*/sa/web"]'),
    field: `${SOURCE}.principals[0]`,
    says: /namespaces that anybody may create/,
    silent: source('principals: ["*/ns/shop/sa/web"]'),
  },
  {
    what: 'namespaces by prefix',
    fires: source('principals: ["cluster.local/ns/shop*"]'),
    field: `${SOURCE}.principals[0]`,
    says: /write the namespace out/,
    silent: source('principals: ["cluster.local/ns/shop/*"]'),
  },
]);
