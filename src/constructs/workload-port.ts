import { checkPort } from '../istio/ports';

/**
 * A port that a workload listens on, with the protocol that Istio will see there.
 *
 * The protocol decides which rules can be enforced: paths, methods, headers and tokens exist on HTTP ports only. Name
 * the Service's port accordingly (`http-…`, `grpc-…`, `tcp-…`, or `appProtocol`), or Istio guesses.
 *
 * @see https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 * @example
 * new ServiceIdentity(chart, 'backend', { namespace: shop, ports: [WorkloadPort.http(8080), WorkloadPort.tcp(5432)] });
 */
export class WorkloadPort {
  /** HTTP/1.1 or HTTP/2 in the clear (the proxies encrypt it between them). */
  public static http(port: number): WorkloadPort {
    return new WorkloadPort(port, true, false);
  }

  /** gRPC, which is HTTP/2. */
  public static grpc(port: number): WorkloadPort {
    return new WorkloadPort(port, true, true);
  }

  /** Any other TCP protocol, also TLS that the application itself terminates. */
  public static tcp(port: number): WorkloadPort {
    return new WorkloadPort(port, false, false);
  }

  /**
   * @param port the number that the workload listens on (a Service's `targetPort`, not its `port`)
   * @param isHttp whether an HTTP proxy understands what is spoken
   * @param isGrpc whether that is gRPC
   */
  private constructor(
    public readonly port: number,
    public readonly isHttp: boolean,
    public readonly isGrpc: boolean,
  ) {}

  /** @internal */
  public _problems(): string[] {
    const problem = checkPort(this.port);
    return problem === undefined ? [] : [problem];
  }
}
