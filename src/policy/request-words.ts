/** A call in one line, as people would say it. */
import type { Caller, Request, Target } from './request';

/** `GET /charges from shop/orders to shop/payments, port 8080`. */
export function showRequest({ from, to, http }: Request): string {
  const sent = http === undefined ? 'a TCP connection' : `${http.method} ${http.path}`;
  const given = http?.tokens.map(({ state }) => (state === 'valid' ? 'a token' : `a token (${state})`)) ?? [];
  const beside = given.length === 0 ? '' : ` with ${given.join(' and ')}`;
  return `${sent}${beside} from ${callerInWords(from)} to ${targetInWords(to)}, port ${to.port}`;
}

function callerInWords(from: Caller): string {
  const address = from.ip === undefined ? '' : ` at ${from.ip}`;
  switch (from.kind) {
    case 'workload':
      return `${from.workload.namespace}/${from.workload.name}${address}`;
    case 'mtls':
      return `${from.identity}${address}`;
    case 'plaintext':
      return `a caller without mTLS${address}`;
  }
}

function targetInWords(to: Target): string {
  switch (to.kind) {
    case 'workload':
      return `${to.workload.namespace}/${to.workload.name}`;
    case 'service':
      return `Service ${to.service.namespace}/${to.service.name}`;
    case 'gateway':
      return `Gateway ${to.gateway.namespace}/${to.gateway.name}`;
    case 'host':
      return to.host;
  }
}
