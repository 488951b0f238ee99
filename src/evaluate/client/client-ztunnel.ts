/** What does the ztunnel of a caller speak? */
import type { Mesh, ObjectName, Workload } from '../../policy/model';
import type { Target } from '../../policy/request';
import { coversHost, tryServiceName } from '../../policy/short-host';
import { nameOf } from '../../policy/metadata';
import { dataPlaneOf } from '../ways/data-plane';
import { waypointFor } from '../ways/waypoint-binding';
import { agreed } from './client-agreed';
import type { ClientCall, Clients } from './client-call';
import type { ClientTls } from './client-speech';
import { PLAINTEXT, strayed, unsettled } from './client-speech';

/** DestinationRules do not reach ztunnel: it speaks HBONE to whatever has a ztunnel, or a waypoint. */
export function fromZtunnel({ mesh, near, hosts }: Clients, { caller, to, end }: ClientCall): ClientTls {
  const outside =
    to.kind === 'host' && tryServiceName(to.host) === undefined ? outOfMesh(mesh, near, to.host) : undefined;
  if (outside !== undefined) return outside;
  const name = serviceNamed(to);
  if (name !== undefined) {
    const space = near(name.namespace);
    const service = space.services.find((each) => nameOf(each) === nameOf(name));
    const isCalledByAddress = service !== undefined && service.clusterIP !== 'None';
    const binding = isCalledByAddress ? waypointFor(space, service, 'service') : undefined;
    if (binding?.kind === 'unknown') return unsettled(binding.because);
    if (binding?.kind === 'bound') return { kind: 'spoken', tls: 'hbone' };
  }
  const called = end === undefined ? hosts(to, end, caller.namespace) : undefined;
  if (called?.kind === 'undeclared') return strayed(called.because);
  if (called !== undefined && called.kind !== 'called') return called;
  const behind = called?.hosts.flatMap(({ endpoints }) => endpoints.map(({ workload }) => workload)) ?? [end];
  return agreed(
    behind.map((workload) => (workload === undefined ? NOT_A_POD : betweenZtunnels(near, workload))),
    'nothing is called',
  );
}

/** To a declared host. ztunnel knows nothing of `REGISTRY_ONLY`: it passes on what has no waypoint. */
function outOfMesh(mesh: Mesh, near: (namespace: string) => Mesh, host: string): ClientTls | undefined {
  const bindings = mesh.traffic.serviceEntries
    .filter(({ hosts }) => hosts.some((declared) => coversHost(declared, host)))
    .map((entry) => waypointFor(near(entry.namespace), entry, 'service'));
  if (bindings.length === 0) return undefined;
  const unknown = bindings.find(({ kind }) => kind === 'unknown');
  if (unknown?.kind === 'unknown') return strayed(unknown.because);
  return bindings.some(({ kind }) => kind === 'bound') ? { kind: 'spoken', tls: 'hbone' } : PLAINTEXT;
}

function serviceNamed(to: Target): ObjectName | undefined {
  if (to.kind === 'service') return to.service;
  return to.kind === 'host' ? tryServiceName(to.host) : undefined;
}

const NOT_A_POD = unsettled('what a ztunnel speaks to what is no pod is not judged');

function betweenZtunnels(near: (namespace: string) => Mesh, workload: Workload): ClientTls {
  const plane = dataPlaneOf(near(workload.namespace), workload);
  switch (plane.kind) {
    case 'ztunnel':
      return { kind: 'spoken', tls: 'hbone' };
    case 'out':
      return PLAINTEXT;
    case 'unknown':
      return unsettled(plane.because);
    case 'sidecar':
    case 'gateway':
      return unsettled(
        `whether the ${plane.kind} of \`${nameOf(workload)}\` takes tunnels is a matter of installation`,
      );
  }
}
