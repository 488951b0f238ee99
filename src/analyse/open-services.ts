/** To which Services does a gateway send requests of any path? */
import { selects } from '../policy/in-force';
import type { Service, Workload } from '../policy/model';
import type { HttpRouteMatch } from '../policy/model-route';
import type { HttpMatch } from '../policy/model-virtual-service';
import { GATEWAY_NAME_LABEL, proxyLabels } from '../policy/proxy-labels';
import { classicGateways } from './gateways-of-routes';
import { servicesOfHost } from './host-services';
import type { Inventory } from './inventory';

/** The Services, by VirtualServices and HTTPRoutes whose paths are not limited. */
export function openServices(inventory: Inventory, gateway: Workload): readonly Service[] {
  const { httpRoutes, virtualServices } = inventory.mesh.traffic;
  const labels = proxyLabels(gateway);
  const classic = new Set(
    classicGateways(inventory)
      .filter(({ api }) => selects(api.selector, labels))
      .map(({ namespace, name }) => `${namespace}/${name}`),
  );
  const isBound = (one: { readonly kind: string; readonly namespace?: string; readonly name?: string }) =>
    one.kind === 'gateway' && classic.has(`${one.namespace}/${one.name}`);
  const ofClassic = virtualServices
    .filter(({ gateways }) => gateways.some(isBound))
    .flatMap(({ http, namespace }) =>
      http.flatMap(({ matches, action }) =>
        action.kind === 'route' && (matches.length === 0 || matches.some(isAnyPath))
          ? action.destinations.flatMap(({ host }) => servicesOfHost(inventory, host, namespace))
          : [],
      ),
    );
  const name = gateway.labels[GATEWAY_NAME_LABEL];
  const ofApi = httpRoutes
    .filter(({ parents }) => parents.some((one) => one.namespace === gateway.namespace && one.name === name))
    .flatMap(({ rules }) =>
      rules.flatMap(({ matches, backends }) =>
        matches.length === 0 || matches.some(isAnyPathOfApi)
          ? backends.flatMap((one) =>
              inventory.servicesIn(one.namespace).filter((service) => service.name === one.name),
            )
          : [],
      ),
    );
  return [...ofClassic, ...ofApi];
}

function isAnyPath({ uri, headers, queryParams, method }: HttpMatch): boolean {
  const isAny = uri === undefined || uri.kind === 'any' || (uri.kind === 'prefix' && uri.value === '/');
  return isAny && headers.length === 0 && queryParams.length === 0 && method === undefined;
}

function isAnyPathOfApi({ path, method, headers, queryParams }: HttpRouteMatch): boolean {
  return (
    path.kind === 'prefix' &&
    path.value === '/' &&
    method === undefined &&
    headers.length === 0 &&
    queryParams.length === 0
  );
}
