/** A gateway for calls to hosts outside, which Istio's chart or profile installed. */
export interface EgressGatewayProps {
  /** The namespace of its pods. */
  readonly namespace: string;
  /** The service account of its pods. */
  readonly serviceAccount: string;
  /**
   * Labels of its pods.
   * @default - `istio: egressgateway`, as Istio's chart and profiles label the default one
   */
  readonly labels?: { [key: string]: string };
  /**
   * The name of its Service.
   * @default istio-egressgateway
   */
  readonly service?: string;
  /**
   * The port of its Service to which callers are sent. All hosts share it: they are told apart by server name.
   * @default 443
   */
  readonly port?: number;
  /**
   * The port of its pods behind that, which its policy names.
   * @default 8443
   */
  readonly targetPort?: number;
  /**
   * The name of the `Gateway`, which the policy of the pods begins with.
   * @default - the id of the construct
   */
  readonly name?: string;
  /**
   * The trust domain of the mesh.
   * @default cluster.local
   */
  readonly trustDomain?: string;
}
