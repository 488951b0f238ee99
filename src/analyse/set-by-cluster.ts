/** Which labels of pods come from the cluster, so that no manifest has them? */

const SET_BY_CLUSTER: readonly RegExp[] = [
  /^((rollouts-)?pod-template-hash|controller-revision-hash|controller-uid|job-name)$/,
  /^istio\.io\/rev$/,
  /^topology\.istio\.io\//,
  // of Kubernetes' own, the recommended labels are written by people
  /^(.*\.)?(kubernetes|k8s)\.io\/(?!(name|instance|component|part-of|version|managed-by)$)/,
];

/** Whether controllers, nodes or injection set the label: a selector with it says nothing about manifests. */
export function isSetByCluster(label: string): boolean {
  return SET_BY_CLUSTER.some((pattern) => pattern.test(label));
}
