/** In which namespaces may objects of kinds that we do not know make pods, such as a `Prometheus` by its operator? */
import { isObject } from '../policy/json-object';
import { workloadKindOf } from '../policy/read-workload';
import { type Estate, namespaceOf, specOf } from './estate';
import { holdsWholeCluster } from './whole-cluster';

/** Words that the kinds of operators have in common, where they make pods. */
const WORDS: readonly string[] = [
  'containers',
  'image',
  'instances',
  'nodeSets',
  'podMetadata',
  'podTemplate',
  'replicas',
  'serviceAccountName',
];

/** The namespaces whose pods are not all told by workloads among the manifests; of a dump of the cluster, all are. */
export function namespacesWithPodMakers(estate: Estate): ReadonlySet<string> {
  if (holdsWholeCluster(estate)) return new Set();
  const makers = estate.manifests.filter((manifest) => {
    if (workloadKindOf(manifest.object) !== undefined) return false;
    const spec = specOf(manifest);
    return isObject(spec.template) || WORDS.some((word) => Object.hasOwn(spec, word));
  });
  return new Set(makers.map(namespaceOf));
}
