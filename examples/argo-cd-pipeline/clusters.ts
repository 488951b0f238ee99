/** Which clusters are there, and what differs between them? All else is the same in each, and stands in `main.ts`. */
export interface Cluster {
  /** Of its mesh. Identities of one trust domain mean nothing in another. */
  readonly trustDomain: string;
  /** Of the images. A promotion is a commit that copies it to the next cluster. */
  readonly version: string;
  readonly replicas: number;
  /** Whether the load test runs there, which calls what the frontend calls. */
  readonly loadTest: boolean;
}

export const CLUSTERS = {
  dev: { trustDomain: 'test.example.com', version: '1.5.0', replicas: 1, loadTest: true },
  staging: { trustDomain: 'test.example.com', version: '1.4.0', replicas: 2, loadTest: true },
  production: { trustDomain: 'example.com', version: '1.4.0', replicas: 3, loadTest: false },
} satisfies Readonly<Record<string, Cluster>>;

export type ClusterName = keyof typeof CLUSTERS;

export const CLUSTER_NAMES = Object.keys(CLUSTERS) as ClusterName[];
