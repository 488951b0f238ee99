/** Which rules of RequestAuthentications does a request touch? Each tells good tokens from bad ones. */
import { authenticate } from '../../evaluate/matching/jwt';
import type { ProxyOrders } from '../../evaluate/proxies/policies-at-proxy';
import type { ReceivedRequest } from '../../evaluate/matching/received-request';
import type { Mesh, RequestAuthentication } from '../../policy/model';
import type { Touch, Untouched } from '../policy-coverage';

/** The rules: what becomes of a token that is good, and of one that is not. */
export function untouchedTokens({ jwtRules }: RequestAuthentication): Untouched['rules'] {
  return jwtRules.map(({ issuer }, index) => {
    const field = ['spec', 'jwtRules', index];
    const shown = issuer === undefined ? `rule ${index}` : `rule ${index}, of issuer \`${issuer}\``;
    return {
      field,
      shown,
      values: [],
      regions: [
        { field, shown: 'a token that it accepts' },
        { field, shown: 'a token that it refuses' },
      ],
    };
  });
}

/** The rules at this proxy, each asked alone. */
export function touchesOfTokens(mesh: Mesh, { jwtRules }: ProxyOrders, request: ReceivedRequest): readonly Touch[] {
  return mesh.requestAuthentications.flatMap((policy) => {
    const rules = policy.jwtRules.flatMap((rule, index) => {
      if (!jwtRules.includes(rule)) return [];
      const answer = authenticate([rule], request);
      const isAccepted = answer.kind === 'passed' && answer.payload !== undefined;
      const regions = isAccepted ? [0] : answer.kind === 'failed' ? [1] : [];
      return [{ rule: index, isMatched: isAccepted, regions }];
    });
    return rules.length === 0 ? [] : [{ policy, rules }];
  });
}
