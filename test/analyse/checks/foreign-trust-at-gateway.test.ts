import { describeTwins } from './describe-twins';
import { all, istio, policy, SOURCE } from './manifests';

const gateway = (mode: string) =>
  istio(
    'Gateway',
    `{selector: {istio: ingressgateway}, servers: [{port: {number: 443, name: a, protocol: TLS}, hosts: [a.com], tls: {mode: ${mode}}}]}`,
  );
const at = (fields: string) =>
  policy(`{selector: {matchLabels: {istio: ingressgateway}}, rules: [{from: [{source: {${fields}}}]}]}`);

describeTwins('ZT151', [
  {
    what: 'namespaces of any mesh',
    fires: all(gateway('ISTIO_MUTUAL'), at('namespaces: [a]')),
    field: `${SOURCE}.namespaces[0]`,
    says: /`a` of another mesh is let in/,
    silent: all(gateway('ISTIO_MUTUAL'), at('principals: [cluster.local/ns/a/sa/b]')),
  },
  {
    what: 'a mutual gateway',
    fires: all(gateway('ISTIO_MUTUAL'), at('serviceAccounts: [a/b]')),
    field: `${SOURCE}.serviceAccounts[0]`,
    says: /every trust domain/,
    silent: all(gateway('PASSTHROUGH'), at('serviceAccounts: [a/b]')),
  },
]);
