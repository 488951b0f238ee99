/** How little does a call need to show what it shows? What a reader can do without is taken away. */
import type { CaseHttp, CaseRequest } from '../../cases/case-request';

/** The call without all that it shows the same without; `shows` tells what a call shows, if it does. */
export function simplest<Shown extends { readonly call: CaseRequest }>(
  found: Shown,
  shows: (call: CaseRequest) => Shown | undefined,
): Shown {
  return [
    ...HTTP.map((key) => (call: CaseRequest) => withoutHttp(call, key)),
    withoutSourceAddress,
    withoutDestinationAddress,
  ].reduce((best, step) => {
    const simpler = step(best.call);
    return simpler === undefined ? best : (shows(simpler) ?? best);
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
