import { checkDnsLabel, checkDnsSubdomain } from '../istio/names';

/** The host that a DestinationRule is for, always in full: a short name means another Service in another namespace. */
export class TrafficHost {
  /** One Service: `<name>.<namespace>.svc.cluster.local`. */
  public static service(name: string, namespace: string): TrafficHost {
    return new TrafficHost(`${name}.${namespace}.svc.cluster.local`, name, [
      checkDnsLabel('service', name),
      checkDnsLabel('namespace', namespace),
    ]);
  }

  /** Every Service of a namespace: `*.<namespace>.svc.cluster.local`. */
  public static allServices(namespace: string): TrafficHost {
    return new TrafficHost(`*.${namespace}.svc.cluster.local`, 'all-services', [checkDnsLabel('namespace', namespace)]);
  }

  /** A host outside the cluster, such as `api.example.com`. */
  public static external(host: string): TrafficHost {
    const isFull = typeof host !== 'string' || host.includes('.');
    return new TrafficHost(host, host, [
      checkDnsSubdomain('host', host),
      isFull
        ? undefined
        : `host \`${host}\` is a short name, which Istio completes with the rule's own namespace; write it in full, or use \`TrafficHost.service\``,
    ]);
  }

  private constructor(
    /** The host as the DestinationRule has it. */
    public readonly host: string,
    /** The name of the DestinationRule. */
    public readonly name: string,
    private readonly found: (string | undefined)[],
  ) {}

  /** @internal */
  public _problems(): string[] {
    return this.found.filter((problem) => problem !== undefined);
  }
}
