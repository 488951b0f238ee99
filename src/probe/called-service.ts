/** Through which Services does a pod call what a case names? */
import { defaultHost } from '../policy/default-host';
import { nameOf } from '../policy/metadata';
import type { Mesh } from '../policy/model';
import { servicesOf, targetPortOf } from '../policy/port-protocol';
import type { Request, Target } from '../policy/request';

/** A Service, by its port. */
export type CalledService = Extract<Target, { readonly kind: 'service' }>;

/** The Services that lead to the target. Who else is behind them is called as well, as nobody chooses among pods. */
export function servicesTo(mesh: Mesh, to: Target): readonly CalledService[] {
  if (to.subset !== undefined) return [];
  switch (to.kind) {
    case 'service':
      return [{ kind: 'service', service: to.service, port: to.port }];
    case 'workload': {
      const workload = mesh.workloads.find((one) => nameOf(one) === nameOf(to.workload));
      if (workload === undefined) return [];
      return servicesOf(mesh, workload).flatMap(({ namespace, name, ports }) =>
        ports
          .filter((port) => targetPortOf(port, workload) === to.port)
          .map(({ port }): CalledService => ({ kind: 'service', service: { namespace, name }, port })),
      );
    }
    case 'gateway':
    case 'host':
      return [];
  }
}

/** Why no Service leads there. */
export function whyNoService(to: Target): string {
  if (to.subset !== undefined) return 'it names a subset, and no caller chooses one';
  switch (to.kind) {
    case 'service':
    case 'workload':
      return `no Service leads to port ${to.port} of \`${nameOf(to.kind === 'service' ? to.service : to.workload)}\``;
    case 'gateway':
      return 'it calls a gateway, and a Job is no client from outside';
    case 'host':
      return `it calls \`${to.host}\`, which is outside of the cluster`;
  }
}

/** Host and port, by which a pod of any namespace calls. */
export function addressOf({ service: { namespace, name }, port }: CalledService): string {
  return `${name}.${namespace}.svc:${port}`;
}

/** The host that the case sends, where it says one; what it says by default is no name in other namespaces. */
export function saidHost({ to, http }: Request): string | undefined {
  return http?.host === defaultHost(to) ? undefined : http?.host;
}
