/** How Argo CD names the cluster that something goes to. */

/** By the address of its API server, or by the name under which Argo CD knows it. */
export type ClusterReference = { readonly server: string } | { readonly name: string };
