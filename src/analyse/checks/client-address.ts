/** Does a policy on a workload ask for a public client address, which only the gateway ever sees? */
import { isIP } from 'node:net';
import { checkEach } from '../check-rule';
import { hasTargets, selectorLabels } from '../reach-of-policy';

export const clientAddress = checkEach('ZT112', 'AuthorizationPolicy', function* (policy, estate) {
  const labels = selectorLabels(policy);
  if (hasTargets(policy) || Object.entries(labels).some(([key, value]) => /gateway/i.test(`${key}=${value}`))) return;
  for (const { attribute, value, path } of estate.values(policy)) {
    if (attribute !== 'source.ip' || !isPublic(value)) continue;
    yield {
      path,
      message: `\`${value}\` is a public address, and a workload behind a gateway sees the gateway's; if this one is, check \`remoteIpBlocks\` at the gateway`,
    };
  }
});

/** Private, carrier-grade, loopback and link-local ranges of IPv4, and unique local ones of IPv6, are not public. */
function isPublic(block: string): boolean {
  const [address = '', bits] = block.split('/');
  if (bits === '0') return false;
  // IPv4 written as IPv6 never matches, which is another finding
  if (isIP(address) === 6) return !/^(f[cde]|::1?$|::ffff:)/i.test(address);
  return (
    isIP(address) === 4 &&
    !/^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(address)
  );
}
