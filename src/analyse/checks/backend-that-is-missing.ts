/** Does a route of the Gateway API lead to a Service or port that is not there, or to nothing at all? */
import type { FieldPath } from '../../policy/field-path';
import type { Backend, RouteRule } from '../../policy/model-route';
import { hostOf } from '../../policy/short-host';
import { apiRoutes } from '../api-routes';
import { callableHosts, listedPorts } from '../callable-hosts';
import type { Check } from '../check-rule';

/** Measured: such a backend keeps its share of the calls, which are answered with 500. */
export const backendThatIsMissing: Check = {
  code: 'ZT421',
  *find(estate) {
    const inventory = estate.inventory();
    const callable = callableHosts(estate);
    for (const { route } of apiRoutes(inventory)) {
      const manifest = inventory.manifestOf(route);
      for (const [index, rule] of route.rules.entries()) {
        const path: FieldPath = ['spec', 'rules', index];
        if (leadsNowhere(rule)) {
          const message =
            'no backend gets a share of the calls, so they are answered with 500; name one in `backendRefs`';
          yield { manifest, path, message };
        }
        for (const [at, backend] of rule.backends.entries()) {
          if (!isService(backend)) continue;
          const place = [...path, 'backendRefs', at];
          const found = callable(hostOf(backend), route.namespace);
          if (found.kind === 'absent') {
            const message = `namespace \`${backend.namespace}\` has no Service \`${backend.name}\`, so calls fail with 500${found.hint}`;
            yield { manifest, path: [...place, 'name'], message };
          } else if (backend.port === undefined) {
            yield {
              manifest,
              path: place,
              message: 'a Service needs a `port`, without which the route is dropped; write it',
            };
          } else if (found.kind === 'here' && found.ports.length > 0 && !found.ports.includes(backend.port)) {
            const message = `Service \`${backend.name}\` has no port ${backend.port}, so calls fail with 500; it has ${listedPorts(found.ports)}`;
            yield { manifest, path: [...place, 'port'], message };
          }
        }
      }
    }
  },
  *assumes(estate) {
    const inventory = estate.inventory();
    const callable = callableHosts(estate);
    const isUnknown = apiRoutes(inventory).some(({ route }) =>
      route.rules.some(({ backends }) =>
        backends.some((one) => isService(one) && callable(hostOf(one), route.namespace).kind === 'elsewhere'),
      ),
    );
    if (isUnknown) yield 'backends of routes exist where no Service of their namespace is among the manifests';
  },
};

/** A redirect needs no backend, and what an extension does is not told here. */
function leadsNowhere({ backends, filters }: RouteRule<unknown>): boolean {
  if (filters.some(({ kind }) => kind === 'redirect' || kind === 'other')) return false;
  return backends.every(({ weight }) => weight === 0);
}

function isService({ group, kind }: Backend): boolean {
  return (group === '' || group === 'core') && kind === 'Service';
}
