import type { ZeroTrustNamespace } from './zero-trust-namespace';

/** A gateway that Istio deploys for a `Gateway` of the Gateway API. */
export interface IngressGatewayProps {
  /** Where it runs: a namespace for gateways, closed as any other. */
  readonly namespace: ZeroTrustNamespace;
  /**
   * Its name, which its policies begin with. Its pods run as the service account `<name>-istio`.
   * @default - the id of the construct
   */
  readonly name?: string;
}

/** A gateway that Istio's chart or profile installed; Istio's `Gateway` and `VirtualService` tell it the routes. */
export interface IstioIngressGatewayProps {
  /** The namespace of its pods. */
  readonly namespace: string;
  /** The service account of its pods. */
  readonly serviceAccount: string;
  /**
   * Labels of its pods.
   * @default - `istio: ingressgateway`, as Istio's chart and profiles label the default one
   */
  readonly labels?: { [key: string]: string };
  /**
   * The name of the `Gateway`, which the policies of the pods begin with.
   * @default - the id of the construct
   */
  readonly name?: string;
  /**
   * The trust domain of the mesh.
   * @default cluster.local
   */
  readonly trustDomain?: string;
  /**
   * Every port on which the pods speak HTTP (those of the pods, such as 8080 and 8443). Needed for rules that ask for
   * tokens, whose guard names them: it would otherwise close the TCP servers of the gateway.
   * @default - unknown: no rule may ask for tokens
   */
  readonly httpPorts?: number[];
  /**
   * Whether something else lets every request pass at the gateway, such as `openGateways` of a `MeshBaseline`. Then no
   * ALLOW is written for it: what is asked for tokens is still refused without, and the workloads behind it decide.
   * @default false
   */
  readonly isOpen?: boolean;
}

/** A `Gateway` of Istio's own that somebody else writes; `VirtualService`s tell it the routes. */
export interface ExistingIstioIngressGatewayProps {
  /** Its name. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
  /** The service account of the pods that it selects. */
  readonly serviceAccount: string;
  /**
   * The namespace of these pods.
   * @default - that of the `Gateway`
   */
  readonly podNamespace?: string;
  /**
   * Labels of these pods.
   * @default - `istio: ingressgateway`, as Istio's chart and profiles label the default one
   */
  readonly labels?: { [key: string]: string };
  /**
   * The trust domain of the mesh.
   * @default cluster.local
   */
  readonly trustDomain?: string;
  /**
   * What the names of its policies begin with. Apps that share a gateway need one each.
   * @default - the name of the gateway
   */
  readonly policyName?: string;
  /**
   * Every port on which the pods speak HTTP (those of the pods, such as 8080 and 8443). Needed for rules that ask for
   * tokens, whose guard names them: it would otherwise close the TCP servers of the gateway.
   * @default - unknown: no rule may ask for tokens
   */
  readonly httpPorts?: number[];
  /**
   * Whether something else lets every request pass at the gateway, such as `openGateways` of a `MeshBaseline`. Then no
   * ALLOW is written for it: what is asked for tokens is still refused without, and the workloads behind it decide.
   * @default false
   */
  readonly isOpen?: boolean;
}

/** A `Gateway` of the Gateway API that somebody else writes. */
export interface ExistingIngressGatewayProps {
  /** Its name. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
  /** The name of the listener that routes attach to: the one that does TLS. */
  readonly listener: string;
  /**
   * The name of the listener for plain HTTP, on which requests are redirected to HTTPS.
   * @default - nothing is redirected
   */
  readonly redirectListener?: string;
  /**
   * The service account of its pods.
   * @default - `<name>-istio`, as Istio names it for the class `istio`
   */
  readonly serviceAccount?: string;
  /**
   * The trust domain of the mesh.
   * @default cluster.local
   */
  readonly trustDomain?: string;
  /**
   * What the names of its policies begin with. Apps that share a gateway need one each.
   * @default - the name of the gateway
   */
  readonly policyName?: string;
  /**
   * Every port on which its listeners speak HTTP. Needed for rules that ask for tokens, whose guard names them: it
   * would otherwise close the TCP listeners of the gateway.
   * @default - unknown: no rule may ask for tokens
   */
  readonly httpPorts?: number[];
  /**
   * Whether something else lets every request pass at the gateway, such as `openGateways` of a `MeshBaseline`. Then no
   * ALLOW is written for it: what is asked for tokens is still refused without, and the workloads behind it decide.
   * @default false
   */
  readonly isOpen?: boolean;
}
