/** How little does a call need to be decided otherwise? What a reader can do without is taken away. */
import type { CaseHttp, CaseRequest } from '../../cases/case-request';
import type { DecidedOtherwise, Difference } from '../difference';

/** The call without all that it is decided otherwise without, too. */
export function simplest(
  found: DecidedOtherwise,
  differs: (call: CaseRequest) => DecidedOtherwise | undefined,
): Difference {
  return [
    ...HTTP.map((key) => (call: CaseRequest) => withoutHttp(call, key)),
    withoutSourceAddress,
    withoutDestinationAddress,
  ].reduce((best, step) => {
    const simpler = step(best.call);
    return simpler === undefined ? best : (differs(simpler) ?? best);
  }, found);
}

const HTTP: readonly (keyof CaseHttp)[] = ['token', 'tokens', 'headers', 'sni', 'host', 'remoteIp', 'path', 'method'];

function withoutHttp({ request, ...call }: CaseRequest, key: keyof CaseHttp): CaseRequest | undefined {
  if (request?.[key] === undefined) return undefined;
  const { [key]: _, ...others } = request;
  return { ...call, request: others };
}

function withoutSourceAddress({ from: { ip, ...from }, ...call }: CaseRequest): CaseRequest | undefined {
  return ip === undefined ? undefined : { ...call, from };
}

function withoutDestinationAddress({ to: { ip, ...to }, ...call }: CaseRequest): CaseRequest | undefined {
  return ip === undefined ? undefined : { ...call, to };
}
