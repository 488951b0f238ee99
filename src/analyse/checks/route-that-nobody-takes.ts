/** Does no listener of its Gateway take a route of the Gateway API? */
import { attachmentsOf } from '../../evaluate/routes/route-attachment';
import { doHostsMeet } from '../../evaluate/servers/gateway-host';
import { type ApiGateway, isApiGateway, isIstioClass } from '../../policy/made-gateway';
import type { Listener } from '../../policy/model-gateway';
import type { ParentReference } from '../../policy/model-route';
import { type ApiRoute, apiRoutes } from '../api-routes';
import type { Check } from '../check-rule';
import type { Inventory } from '../inventory';
import { didYouMean, listed } from '../names-in-messages';

/** Gateways of other classes than Istio's are not judged: they may take other routes. */
export const routeThatNobodyTakes: Check = {
  code: 'ZT425',
  *find(estate) {
    const inventory = estate.inventory();
    const { gatewaysIn, manifestOf, mesh } = inventory;
    for (const one of apiRoutes(inventory)) {
      for (const [index, parent] of one.route.parents.entries()) {
        const gateway = gatewaysIn(parent.namespace)
          .filter(isApiGateway)
          .find(({ name }) => parent.kind === 'Gateway' && name === parent.name);
        if (gateway === undefined || !isIstioClass(mesh, gateway.api.className)) continue;
        if (attachmentsOf(mesh, gateway, { ...one.route, parents: [parent] }, one.kind).length > 0) continue;
        const reason = reasonFor(inventory, gateway, parent, one);
        if (reason === undefined) continue;
        const message = `no listener of Gateway \`${gateway.name}\` takes the route: ${reason}`;
        yield { manifest: manifestOf(one.route), path: ['spec', 'parentRefs', index], message };
      }
    }
  },
};

/** Undefined when the labels of the namespace decide, which are not here. */
function reasonFor(
  { namespace: lookUp }: Inventory,
  { api, namespace }: ApiGateway,
  { sectionName, port }: ParentReference,
  { route, kind }: ApiRoute,
): string | undefined {
  const names = api.listeners.map(({ name }) => name);
  if (sectionName !== undefined && !names.includes(sectionName))
    return `none is called \`${sectionName}\`${didYouMean(sectionName, names) || `; there are ${listed(names)}`}`;
  const meant = api.listeners.filter(
    (listener) => (sectionName ?? listener.name) === listener.name && (port ?? listener.port) === listener.port,
  );
  if (meant.length === 0) return `none is for port ${port}`;
  const meeting = meant.filter(({ hostname = '*' }) =>
    (route.hostnames.length === 0 ? ['*'] : route.hostnames).some((host) => doHostsMeet(hostname, host)),
  );
  if (meeting.length === 0)
    return `they serve ${listed(meant.map(({ hostname = '*' }) => hostname))}, and the route is for ${listed(route.hostnames)}`;
  const isSelector = ({ allowedNamespaces }: Listener) => allowedNamespaces.from === 'Selector';
  if (meeting.some(isSelector) && lookUp(route.namespace) === undefined) return undefined;
  if (
    meeting.every(
      ({ allowedNamespaces: { from } }) => from === 'None' || (from === 'Same' && route.namespace !== namespace),
    )
  )
    return `routes of namespace \`${route.namespace}\` are not allowed; write \`allowedRoutes: {namespaces: {from: …}}\``;
  return meeting.every(isSelector)
    ? `the labels of namespace \`${route.namespace}\` are not selected`
    : `they take no ${kind} by protocol (${listed(meeting.map(({ protocol }) => protocol))}), by \`allowedRoutes\`, or since another listener stands in their place`;
}
