import { checkDnsLabel, checkDnsSubdomain } from '../istio/names';
import { isWithoutReason } from './written-reason';

/** How a host is served to the outside. */
export class IngressTls {
  /**
   * Over HTTPS with the certificate and key of a TLS Secret. Plain HTTP is answered with a redirect to it.
   *
   * @param namespace that of the Secret, if it is not the gateway's; a ReferenceGrant is written there
   */
  public static secret(name: string, namespace?: string): IngressTls {
    return new IngressTls(
      [checkDnsSubdomain('Secret', name), namespace === undefined ? undefined : checkDnsLabel('namespace', namespace)],
      { name, ...(namespace === undefined ? {} : { namespace }) },
    );
  }

  /**
   * Over plain HTTP, which everybody on the way can read and change. Why that is right is kept as an annotation, such
   * as: a load balancer in front of the gateway does TLS.
   */
  public static none(reason: string): IngressTls {
    const isText = typeof reason === 'string';
    return new IngressTls(
      [
        isText && !isWithoutReason(reason)
          ? undefined
          : 'serving without TLS lets everybody on the way read and change requests; say why it is right, as in `IngressTls.none(…)`',
      ],
      undefined,
      isText ? reason : '',
    );
  }

  private constructor(
    private readonly found: (string | undefined)[],
    /** @internal */
    public readonly _secret: { readonly name: string; readonly namespace?: string } | undefined,
    /** @internal */
    public readonly _reason?: string,
  ) {}

  /** @internal */
  public _problems(): string[] {
    return this.found.filter((problem) => problem !== undefined);
  }
}
