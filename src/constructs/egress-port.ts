import { checkPortNumber } from '../istio/ports';

/** How callers speak to a host outside the mesh. */
export class EgressPort {
  /**
   * The application does TLS itself, as with an `https://` URL. The proxy passes it on, and sees the server name only.
   *
   * @param port where the host listens
   */
  public static tls(port = 443): EgressPort {
    return new EgressPort(port);
  }

  /**
   * The application speaks plain HTTP to `port`, as with an `http://` URL, and the proxy does TLS: it verifies the
   * certificate by the authorities of its operating system, and its name by the host.
   *
   * @param port what the application calls
   * @param targetPort where the host listens
   */
  public static httpToTls(port = 80, targetPort = 443): EgressPort {
    return new EgressPort(port, targetPort);
  }

  private constructor(
    /** What the application calls. */
    public readonly port: number,
    /** @internal where the proxy calls instead, with TLS of its own */
    public readonly _targetPort?: number,
  ) {}

  /** @internal */
  public _problems(): string[] {
    const numbers = [this.port, ...(this._targetPort === undefined ? [] : [this._targetPort])];
    return numbers.flatMap((number) => checkPortNumber(number) ?? []);
  }
}
