/** Does an application run under the user of the sidecar, whose calls are not captured? */
import type { FieldPath } from '../../policy/field-path';
import type { JsonObject } from '../../policy/json-object';
import { isGateway } from '../../policy/proxy-labels';
import type { Check } from '../check-rule';
import { podPath, podTemplate } from '../estate';
import { asItems, asRecord } from '../raw-field';

/** @see istio tools/istio-iptables/pkg/constants/constants.go, `DefaultProxyUID` */
const PROXY_USER = 1337;

export const userOfProxy: Check = {
  code: 'ZT507',
  *find(estate) {
    const { dataPlaneOf, manifestOf, mesh } = estate.inventory();
    for (const workload of mesh.workloads) {
      if (isGateway(workload) || dataPlaneOf(workload) !== 'sidecar') continue;
      const manifest = manifestOf(workload);
      const path = placeOfUser(asRecord(podTemplate(manifest).spec));
      if (path === undefined) continue;
      const message = `user ${PROXY_USER} is the sidecar's, whose calls are not captured: those of the application leave without mutual TLS; run it under another user`;
      yield { manifest, path: [...podPath(manifest), 'spec', ...path], message };
    }
  },
};

function placeOfUser(spec: JsonObject): FieldPath | undefined {
  const isProxy = ({ securityContext }: JsonObject) => asRecord(securityContext).runAsUser === PROXY_USER;
  if (isProxy(spec)) return ['securityContext', 'runAsUser'];
  const index = asItems(spec.containers)
    .map(asRecord)
    .findIndex((container) => container.name !== 'istio-proxy' && isProxy(container));
  return index < 0 ? undefined : ['containers', index, 'securityContext', 'runAsUser'];
}
