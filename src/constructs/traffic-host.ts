import { checkDnsLabel, checkDnsSubdomain } from '../istio/names';

/** The host that a DestinationRule is for, always in full: a short name means another Service in another namespace. */
export class TrafficHost {
  /** One Service: `<name>.<namespace>.svc.cluster.local`. */
  public static service(name: string, namespace: string): TrafficHost {
    const [service, of] = [asText(name), asText(namespace)];
    return new TrafficHost(`${service}.${of}.svc.cluster.local`, service, [
      checkDnsLabel('service', name),
      checkDnsLabel('namespace', namespace),
    ]);
  }

  /** Every Service of a namespace: `*.<namespace>.svc.cluster.local`. */
  public static allServices(namespace: string): TrafficHost {
    return new TrafficHost(`*.${asText(namespace)}.svc.cluster.local`, 'all-services', [
      checkDnsLabel('namespace', namespace),
    ]);
  }

  /** A host outside the cluster, such as `api.example.com`. */
  public static external(host: string): TrafficHost {
    const isFull = typeof host !== 'string' || host.includes('.');
    return new TrafficHost(asText(host), asText(host), [
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

/** What is no text is told by its check. */
function asText(value: string): string {
  return typeof value === 'string' ? value : 'unknown';
}
