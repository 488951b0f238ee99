/** Do several Gateways of the same pods show one certificate? */
import { groupBy } from '../../policy/group-by';
import { byAge } from '../../policy/object-order';
import type { Check } from '../check-rule';
import { classicGateways } from '../gateways-of-routes';

/**
 * Browsers use a connection of HTTP/2 for each host that its certificate names, and the server of the first host has
 * no routes for the others. Gateways that select alike share their pods; of the rest it is not asked which they share.
 * @see https://istio.io/latest/docs/ops/common-problems/network-issues/
 */
export const certificateOfSeveralGateways: Check = {
  code: 'ZT445',
  *find(estate) {
    const inventory = estate.inventory();
    const placed = [...classicGateways(inventory)]
      .sort(byAge)
      .flatMap((gateway) =>
        gateway.api.servers.flatMap((server, index) =>
          server.credentialNames.map((credential) => ({ gateway, index, credential, port: server.port })),
        ),
      );
    const alike = groupBy(placed, ({ gateway, credential, port }) =>
      JSON.stringify([Object.entries(gateway.api.selector).sort(), credential, port]),
    );
    for (const [first, ...others] of alike.values()) {
      for (const { gateway, index, credential } of others) {
        if (first === undefined || gateway.name === first.gateway.name) continue;
        const message = `Gateway \`${first.gateway.namespace}/${first.gateway.name}\` shows certificate \`${credential}\` at this port, too; a browser keeps its connection for all hosts of the certificate, and gets 404 for those of the other Gateway; serve them by one Gateway`;
        yield {
          manifest: inventory.manifestOf(gateway),
          path: ['spec', 'servers', index, 'tls', 'credentialName'],
          message,
        };
      }
    }
  },
};
