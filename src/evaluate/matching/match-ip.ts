/** IP addresses and blocks. IPv4 and IPv6 never match each other. */
import { isIP } from 'node:net';
import { type Cidr, isWithin, tryEnvoyAddress } from '../../policy/ip-block';

/** Whether the text is one address, without port or brackets. */
export function isAddress(text: string): boolean {
  return isIP(text) !== 0;
}

/** Whether an address lies in any of the blocks. */
export function anyBlock(blocks: readonly Cidr[]): (address: string) => boolean {
  return (text) => {
    const address = tryEnvoyAddress(text);
    return address !== undefined && blocks.some((block) => isWithin(block, address));
  };
}
