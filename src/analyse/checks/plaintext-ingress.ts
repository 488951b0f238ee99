/** Does a gateway that is no part of the mesh lead to pods that take mutual TLS of the mesh only? */
import { isApiGateway, isIstioClass } from '../../policy/made-gateway';
import type { ObjectName, Service } from '../../policy/model';
import { targetPortOf } from '../../policy/port-protocol';
import { GATEWAY_NAME_LABEL } from '../../policy/proxy-labels';
import { isWaypoint } from '../../policy/waypoint';
import { apiRoutes } from '../api-routes';
import type { Check, Observation } from '../check-rule';
import { type Estate, groupOf, namespaceOf, specOf } from '../estate';
import { mtlsInForce } from '../mtls-in-force';
import { listed } from '../names-in-messages';
import { asItems, asRecord, asTexts } from '../raw-field';

/** The older form of `ingressClassName`. */
const CLASS = 'kubernetes.io/ingress.class';

/** Whether the pods of such a gateway have a sidecar only their manifests tell; without them it is assumed. */
export const plaintextIngress: Check = {
  code: 'ZT431',
  *find(estate) {
    for (const { isOutside, observation } of foreignWays(estate)) if (isOutside) yield observation;
  },
  *assumes(estate) {
    const unknown = [...foreignWays(estate), ...ingresses(estate)].filter(({ isOutside }) => !isOutside);
    if (unknown.length > 0)
      yield `the pods of gateways that are not Istio's are in the mesh, as their targets require mutual TLS: ${listed(unknown.map(({ name }) => name))}`;
  },
};

interface ForeignWay {
  readonly name: string;
  readonly isOutside: boolean;
  readonly observation: Observation;
}

/** Routes of Gateways of other classes that lead to STRICT pods. */
function foreignWays(estate: Estate): readonly ForeignWay[] {
  const inventory = estate.inventory();
  const { dataPlaneOf, gatewaysIn, manifestOf, mesh } = inventory;
  return apiRoutes(inventory).flatMap(({ route }) => {
    const foreign = route.parents
      .flatMap(({ namespace, name }) =>
        gatewaysIn(namespace)
          .filter(isApiGateway)
          .filter((one) => one.name === name),
      )
      .find((gateway) => !isIstioClass(mesh, gateway.api.className) && !isWaypoint(gateway));
    if (foreign === undefined) return [];
    const pods = inventory.workloadsWith({ [GATEWAY_NAME_LABEL]: foreign.name }, foreign.namespace);
    const isOutside = pods.length > 0 && pods.every((pod) => dataPlaneOf(pod) === 'outside');
    return route.rules.flatMap(({ backends }, index) =>
      backends.flatMap((backend, at): ForeignWay[] => {
        if (!isStrict(estate, backend, backend.port)) return [];
        const path = ['spec', 'rules', index, 'backendRefs', at];
        const message = `Gateway \`${foreign.name}\` is no part of the mesh, and the pods of \`${backend.name}\` take mutual TLS of the mesh only (STRICT), so calls fail; let the gateway join, or route by one of Istio`;
        return [{ name: foreign.name, isOutside, observation: { manifest: manifestOf(route), path, message } }];
      }),
    );
  });
}

/** Ingresses that lead to STRICT pods: which pods serve a class, nothing tells. */
function ingresses(estate: Estate): readonly { readonly name: string; readonly isOutside: false }[] {
  return estate.manifests
    .filter((manifest) => manifest.kind === 'Ingress' && groupOf(manifest) === 'networking.k8s.io')
    .filter((manifest) => {
      const { ingressClassName, defaultBackend, rules } = specOf(manifest);
      const paths = asItems(rules).flatMap((rule) => asItems(asRecord(asRecord(rule).http).paths));
      const backends = [defaultBackend, ...paths.map((path) => asRecord(path).backend)];
      return (
        (ingressClassName ?? asTexts(asRecord(manifest.object.metadata).annotations)[CLASS]) !== 'istio' &&
        backends.some((backend) => {
          const { name, port } = asRecord(asRecord(backend).service);
          const { number } = asRecord(port);
          const service = { namespace: namespaceOf(manifest), name: String(name) };
          return isStrict(estate, service, typeof number === 'number' ? number : undefined);
        })
      );
    })
    .map(({ name }) => ({ name, isOutside: false }));
}

function isStrict(estate: Estate, { namespace, name }: ObjectName, port: number | undefined): boolean {
  const inventory = estate.inventory();
  const service = inventory.servicesIn(namespace).find((one) => one.name === name);
  if (service === undefined) return false;
  return inventory
    .podsBehind(service)
    .some(
      (pod) =>
        ['sidecar', 'ambient'].includes(inventory.dataPlaneOf(pod)) &&
        portsMeant(service, port).some((one) => mtlsInForce(estate, pod, targetPortOf(one, pod)) === 'STRICT'),
    );
}

function portsMeant({ ports }: Service, port: number | undefined): Service['ports'] {
  return ports.filter((one) => port === undefined || one.port === port);
}
