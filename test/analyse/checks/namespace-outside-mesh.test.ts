import { describeTwins } from './describe-twins';
import { all, deployment, namespace, sidecars } from './manifests';

const job = (labels: string) => all(sidecars, namespace('jobs', labels), deployment('a', '', 'jobs'));

describeTwins('ZT503', [
  {
    what: 'a namespace without a word on the mesh',
    fires: job(''),
    field: 'metadata.labels',
    says: /no proxy guards the workloads of `jobs`/,
    silent: job('istio-injection: disabled'),
  },
  {
    what: 'one among others that are in the mesh',
    fires: job(''),
    field: 'metadata.labels',
    says: /add `istio-injection: enabled` or/,
    silent: all(namespace('jobs'), deployment('a', '', 'jobs')),
  },
]);
