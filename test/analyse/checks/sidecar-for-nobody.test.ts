import { describeTwins, reportOn } from './describe-twins';
import { all, deployment, istio } from './manifests';

const sidecar = (app: string, space = 'shop') =>
  istio('Sidecar', `{workloadSelector: {labels: {app: ${app}}}, egress: [{hosts: ["./*"]}]}`, 'x', space);
const gateway = deployment('web', '', 'shop', ', annotations: {inject.istio.io/templates: gateway}');
const LABELS = 'spec.workloadSelector.labels';

describeTwins('ZT438', [
  {
    what: 'labels that no workload has',
    fires: all(deployment('web'), sidecar('api')),
    field: LABELS,
    says: /no workload of namespace `shop` has these labels, so the Sidecar does nothing; correct the labels/,
    silent: all(deployment('web'), sidecar('web')),
  },
  {
    what: 'labels in the root namespace for pods of others',
    fires: all(deployment('web'), deployment('istiod', '', 'istio-system'), sidecar('web', 'istio-system')),
    field: LABELS,
    says: /in the root namespace, too, labels select there only/,
    silent: all(deployment('web'), deployment('istiod', '', 'istio-system'), sidecar('istiod', 'istio-system')),
  },
  {
    what: 'a gateway',
    fires: all(gateway, sidecar('web')),
    field: LABELS,
    says: /`shop\/web` are gateways, which read no Sidecar/,
    silent: all(deployment('web'), sidecar('web')),
  },
]);

test('workloads that are not here are assumed to exist, and the report says so once', () => {
  const { assumptions, findings } = reportOn(sidecar('web'));
  expect(findings.filter(({ code }) => code === 'ZT438')).toEqual([]);
  expect(assumptions.filter((one) => one.startsWith('the pods that Sidecars of `shop` select'))).toHaveLength(1);
});
