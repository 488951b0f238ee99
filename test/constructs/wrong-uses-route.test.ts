import { AllowRoute, Condition, DataPlane, DenyRoute, Operation, ServiceIdentity, Source } from '../../src';
import { WorkloadPort, ZeroTrustNamespace } from '../../src';
import type { Shop } from './shop';
import { describeWrongUses, js } from './wrong-use';

const ambientTarget = ({ chart }: Shop) => {
  const mesh = new ZeroTrustNamespace(chart, 'mesh', { dataPlane: DataPlane.ambient() });
  const target = new ServiceIdentity(chart, 'target', { namespace: mesh });
  target.select({ app: 'target' });
  return target;
};
const targetOutside = ({ chart }: Shop, dataPlane: DataPlane) => {
  const outside = new ZeroTrustNamespace(chart, 'outside', { dataPlane });
  const target = new ServiceIdentity(chart, 'target', { namespace: outside });
  target.select({ app: 'target' });
  return target;
};
const targetWithPorts = ({ chart, shop }: Shop, ...ports: WorkloadPort[]) => {
  const target = new ServiceIdentity(chart, 'target', { namespace: shop, ...(ports.length === 0 ? {} : { ports }) });
  target.select({ app: 'target' });
  return target;
};

describeWrongUses('AllowRoute and DenyRoute', [
  {
    title: 'an ALLOW with neither source nor operation nor condition',
    wrong: ({ chart, backend }) => new AllowRoute(chart, 'all', { to: backend }),
    says: [
      '[chart/all] the route has neither source nor operation nor condition and would allow every request of everybody; name one, or write `from: [Source.anyone()]` if that is meant',
    ],
    right: ({ chart, backend }) => new AllowRoute(chart, 'all', { to: backend, from: [Source.anyone()] }),
  },
  {
    title: 'a DENY of everything',
    wrong: ({ chart, backend }) => new DenyRoute(chart, 'none', { to: backend }),
    says: [
      '[chart/none] the route would deny every request, and no `AllowRoute` could open any again; a target without routes is closed already, so leave the route out',
    ],
    right: ({ chart, backend, frontend }) => new DenyRoute(chart, 'none', { to: backend, from: [frontend] }),
  },
  {
    title: 'a DENY of everybody by name',
    wrong: ({ backend }) => backend.denyFrom(Source.anyone()),
    says: [
      '[chart/backend/DenyRoute1] the route would deny every request, and no `AllowRoute` could open any again; a target without routes is closed already, so leave the route out',
    ],
    right: ({ backend }) => backend.denyFrom(Source.anyone(), Operation.get('/admin')),
  },
  {
    title: 'an empty list of callers',
    wrong: ({ chart, backend }) =>
      new AllowRoute(chart, 'read', { to: backend, from: [], operations: [Operation.get('/data')] }),
    says: [
      '[chart/read] `from` is an empty list, which Istio reads as everybody; leave it out, or name at least one caller',
    ],
    right: ({ chart, backend, frontend }) =>
      new AllowRoute(chart, 'read', { to: backend, from: [frontend], operations: [Operation.get('/data')] }),
  },
  {
    title: 'callers that are undefined',
    wrong: ({ chart, backend }) =>
      new AllowRoute(chart, 'read', { to: backend, from: js(), operations: [Operation.get('/data')] }),
    says: [
      '[chart/read] `from` is `undefined`, which would mean no condition at all; leave it out if that is meant, or give a value',
    ],
    right: ({ chart, backend }) => new AllowRoute(chart, 'read', { to: backend, operations: [Operation.get('/data')] }),
  },
  {
    title: 'a misspelt field',
    wrong: ({ chart, backend, frontend }) =>
      new AllowRoute(chart, 'read', js({ to: backend, form: [frontend], operations: [Operation.get('/data')] })),
    says: ['[chart/read] `form` is not a field of a route; use one of `to`, `from`, `operations`, `conditions`'],
    right: ({ chart, backend, frontend }) =>
      new AllowRoute(chart, 'read', { to: backend, from: [frontend], operations: [Operation.get('/data')] }),
  },
  {
    title: 'no props at all',
    wrong: ({ chart }) => new AllowRoute(chart, 'read', js()),
    says: ['[chart/read] a route is `undefined`; give an object with `to`, `from`, `operations`, `conditions`'],
    right: ({ chart, backend, frontend }) => new AllowRoute(chart, 'read', { to: backend, from: [frontend] }),
  },
  {
    title: 'a text for the target',
    wrong: ({ chart, frontend }) => new AllowRoute(chart, 'read', { to: js('backend'), from: [frontend] }),
    says: ['[chart/read] `to` is `"backend"`; give a `ServiceIdentity`'],
    right: ({ chart, backend, frontend }) => new AllowRoute(chart, 'read', { to: backend, from: [frontend] }),
  },
  {
    title: 'a text for the callers',
    wrong: ({ chart, backend }) => new AllowRoute(chart, 'read', { to: backend, from: js('frontend') }),
    says: [
      '[chart/read] `from` is `"frontend"`; give a list; each entry is a `ServiceIdentity`, a `ZeroTrustNamespace` or a `Source`',
    ],
    right: ({ chart, backend, frontend }) => new AllowRoute(chart, 'read', { to: backend, from: [frontend] }),
  },
  {
    title: 'a caller that is undefined',
    wrong: ({ backend }) => backend.allowFrom(js(), Operation.get('/data')),
    says: [
      '[chart/backend/AllowRoute1] `from` holds `undefined`; each entry is a `ServiceIdentity`, a `ZeroTrustNamespace` or a `Source`',
    ],
    right: ({ backend, frontend }) => backend.allowFrom(frontend, Operation.get('/data')),
  },
  {
    title: 'a list of operations where one is asked for',
    wrong: ({ backend, frontend }) => backend.allowFrom(frontend, js([Operation.get('/data')])),
    says: [
      '[chart/backend/AllowRoute1] `operations` holds `[Operation]`; each entry is an `Operation`, such as `Operation.get(…)`',
    ],
    right: ({ backend, frontend }) => backend.allowFrom(frontend, Operation.get('/data')),
  },
  {
    title: 'plain data for an operation and a condition',
    wrong: ({ chart, backend, frontend }) =>
      new AllowRoute(chart, 'read', {
        to: backend,
        from: [frontend],
        operations: js([{ methods: ['GET'] }]),
        conditions: js([{ key: 'source.ip', values: ['10.0.0.1'] }]),
      }),
    says: [
      '[chart/read] `operations` holds `{"methods":["GET"]}`; each entry is an `Operation`, such as `Operation.get(…)`',
      '[chart/read] `conditions` holds `{"key":"source.ip","values":["10.0.0.1"]}`; each entry is a `Condition`, such as `Condition.header(…)`',
    ],
    right: ({ chart, backend, frontend }) =>
      new AllowRoute(chart, 'read', {
        to: backend,
        from: [frontend],
        operations: [Operation.get()],
        conditions: [Condition.sourceIp({ values: ['10.0.0.1'] })],
      }),
  },
  {
    title: 'a route to a workload outside the mesh',
    wrong: (shop) => targetOutside(shop, DataPlane.none()).allowFrom(shop.frontend),
    says: [
      '[chart/target/AllowRoute1] namespace `outside` is not in the mesh, so nothing would enforce the route; give it a data plane',
    ],
    right: (shop) => targetOutside(shop, DataPlane.sidecar()).allowFrom(shop.frontend),
  },
  {
    title: 'HTTP in an ambient namespace',
    wrong: (shop) => ambientTarget(shop).allowFrom(shop.frontend, Operation.get('/data')),
    says: [
      '[chart/target/AllowRoute1] namespace `mesh` is ambient without a waypoint, where `methods`, `paths` cannot be enforced; use identities, namespaces, addresses and ports only, or the data plane `DataPlane.ambientWithWaypoint()` or `DataPlane.sidecar()`',
    ],
    right: (shop) => ambientTarget(shop).allowFrom(shop.frontend, Operation.ports(8080)),
  },
  {
    title: 'HTTP to a target with TCP ports only',
    wrong: (shop) => targetWithPorts(shop, WorkloadPort.tcp(5432)).allowFrom(shop.frontend, Operation.get('/data')),
    says: [
      '[chart/target/AllowRoute1] target `target` declares TCP ports only, where methods, paths, hosts, headers and tokens do not exist; declare an HTTP port, or use sources and ports only',
    ],
    right: (shop) => targetWithPorts(shop, WorkloadPort.http(5432)).allowFrom(shop.frontend, Operation.get('/data')),
  },
  {
    title: 'a DENY about HTTP where no port is declared',
    wrong: (shop) => targetWithPorts(shop).denyFrom(shop.frontend, Operation.delete('/data')),
    says: [
      '[chart/target/DenyRoute1] a DENY about HTTP also closes every TCP port of target `target`, which declares no ports; declare its `ports`, or name ports in each operation',
    ],
    right: (shop) => targetWithPorts(shop, WorkloadPort.http(8080)).denyFrom(shop.frontend, Operation.delete('/data')),
  },
  {
    title: 'routes to an identity without workload',
    wrong: ({ chart, shop, frontend }) =>
      new ServiceIdentity(chart, 'ghost', { namespace: shop }).allowFrom(frontend, Operation.get('/data')),
    says: [
      '[chart/ghost] identity `ghost` has routes and no workload; call `attachTo(workload)` or `select(labels)`, so that its policies select something',
    ],
    right: ({ chart, shop, frontend }) => {
      const ghost = new ServiceIdentity(chart, 'ghost', { namespace: shop });
      ghost.select({ app: 'ghost' });
      ghost.allowFrom(frontend, Operation.get('/data'));
    },
  },
]);
