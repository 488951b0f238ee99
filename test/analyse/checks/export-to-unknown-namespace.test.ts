import { describeTwins, reportOn } from './describe-twins';
import { all, istio, namespace } from './manifests';

const rule = (space: string) => istio('DestinationRule', `{host: a.org, exportTo: [".", ${space}]}`);

describeTwins('ZT442', [
  {
    what: 'a name that is nearly another',
    fires: all(namespace('checkout'), rule('chekcout')),
    field: 'spec.exportTo[1]',
    says: /there is no namespace `chekcout`, so nobody there sees this; did you mean `checkout`\?/,
    silent: all(namespace('checkout'), rule('checkout')),
  },
  {
    what: 'a dump of the cluster without the namespace',
    fires: all(namespace('kube-system'), rule('far')),
    field: 'spec.exportTo[1]',
    says: /no namespace `far`/,
    silent: rule('far'),
  },
]);

test('namespaces that are not here are taken to exist, and the report says so once', () => {
  const { assumptions } = reportOn(all(rule('far'), rule('off').replace('name: x', 'name: y')));
  expect(assumptions.filter((one) => one.startsWith('namespaces that `exportTo` names'))).toHaveLength(1);
});
