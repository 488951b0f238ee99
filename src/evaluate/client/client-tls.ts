/**
 * What does the proxy of a caller speak to what it calls? It follows from the proxy, if there is one, from what that
 * knows of the called host, and from the DestinationRule in force between the two.
 */
import type { Mesh, Workload } from '../../policy/model';
import { neighbourhoodsOf } from '../../policy/neighbourhood';
import { once, remember } from '../../policy/remember';
import type { Request, Target } from '../../policy/request';
import { isNamed } from '../../policy/metadata';
import { rulesInForce } from '../routes/destination-rule';
import { callersPlaneOf } from '../ways/data-plane';
import { agreed } from './client-agreed';
import type { ClientCall, Clients } from './client-call';
import { fromEnvoy } from './client-envoy';
import { hostsIn } from './client-hosts';
import type { ClientTls } from './client-speech';
import { plaintextTo, unsettled } from './client-speech';
import { fromZtunnel } from './client-ztunnel';
import { serviceRoute, serviceRoutesIn } from './sidecar-host';

/** What the proxy of a caller speaks to all that is called; unsettled when not all is spoken to alike. */
export function clientsTls(mesh: Mesh): (request: Request) => ClientTls {
  const speechOf = clientsOf(mesh, neighbourhoodsOf(mesh));
  return ({ from, to, http }) => {
    if (from.kind !== 'workload') return unsettled('the caller is given by what it speaks');
    const callers = mesh.workloads.filter(isNamed(from.workload));
    const ends = endsNamed(mesh, to);
    const speeches = callers.flatMap((caller) =>
      ends.map((end) => speechOf({ caller, to, isHttp: http !== undefined, ...(end === undefined ? {} : { end }) })),
    );
    return agreed(speeches, 'caller or called workload is not among the manifests');
  };
}

/** The workloads that the target names; undefined: whatever is behind it. */
function endsNamed(mesh: Mesh, to: Target): readonly (Workload | undefined)[] {
  const name = to.kind === 'workload' || to.kind === 'service' ? to.workload : undefined;
  return name === undefined ? [undefined] : mesh.workloads.filter(isNamed(name));
}

/** The callers of a mesh, whose DestinationRules are arranged once for all calls. */
export function clientsOf(mesh: Mesh, near: (namespace: string) => Mesh): (call: ClientCall) => ClientTls {
  const routes = once(() => serviceRoutesIn(mesh));
  const clients: Clients = {
    mesh,
    near,
    planeOf: remember((caller: Workload) => callersPlaneOf(near(caller.namespace), caller)),
    hosts: hostsIn(mesh, near),
    ruleFor: rulesInForce(mesh),
    serviceRouteTo: (called) => serviceRoute(routes(), called),
  };
  return (call) => speechIn(clients, call);
}

function speechIn(clients: Clients, call: ClientCall): ClientTls {
  const { caller } = call;
  const plane = clients.planeOf(caller);
  switch (plane.kind) {
    case 'out':
      return plaintextTo(call.to.port);
    case 'unknown':
      return unsettled(plane.because);
    case 'ztunnel':
      return fromZtunnel(clients, call);
    case 'sidecar':
    case 'gateway':
      return fromEnvoy(clients, call, plane.kind);
  }
}
