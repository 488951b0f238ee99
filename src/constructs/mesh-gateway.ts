import { DEFAULT_ROOT_NAMESPACE } from '../istio/limits';
import { checkDnsLabel, checkDnsSubdomain, checkSelectorLabels } from '../istio/names';
import type { PolicyAttachment } from './target-policy';

/** Where a classic gateway runs, and how its pods are labelled. */
export interface IstioGatewayOptions {
  /**
   * The namespace of its pods.
   * @default istio-system
   */
  readonly namespace?: string;
  /**
   * Labels of its pods.
   * @default - `istio: ingressgateway`, as Istio's chart and profiles label the default one
   */
  readonly labels?: { [key: string]: string };
}

/**
 * A gateway as a policy selects it.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#AuthorizationPolicy
 */
export class MeshGateway {
  /** A gateway that Istio's chart or profile installed; its pods are chosen by labels. */
  public static istio(name: string, options: IstioGatewayOptions = {}): MeshGateway {
    const labels = options?.labels ?? { istio: 'ingressgateway' };
    return new MeshGateway(
      name,
      options?.namespace ?? DEFAULT_ROOT_NAMESPACE,
      { selector: { matchLabels: labels } },
      checkSelectorLabels(labels),
    );
  }

  /** A `Gateway` of the Gateway API, by its name. */
  public static gatewayApi(name: string, namespace: string): MeshGateway {
    return new MeshGateway(
      name,
      namespace,
      { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name }] },
      [],
    );
  }

  private constructor(
    /** Its name, which the name of its policy begins with. */
    public readonly name: string,
    /** The namespace of its pods. */
    public readonly namespace: string,
    /** @internal */
    public readonly _attachment: PolicyAttachment,
    private readonly ownProblems: string[],
  ) {}

  /** @internal */
  public _problems(): string[] {
    return [
      checkDnsSubdomain('gateway', this.name),
      checkDnsLabel('namespace', this.namespace),
      ...this.ownProblems,
    ].filter((p) => p !== undefined);
  }
}
