/** Whom may a call meet on its way? A change elsewhere cannot matter to it. */
import { tryIdentity } from '../istio/identity';
import type { Course, Courses } from '../evaluate/course/course';
import { courser } from '../evaluate/course/courser';
import { settledMeshes } from '../evaluate/settled-meshes';
import { selects } from '../policy/in-force';
import type { Attachment, Mesh, ObjectName, Workload } from '../policy/model';
import { proxyLabels } from '../policy/proxy-labels';
import type { Request } from '../policy/request';
import type { Policy } from './mutant';

/** Those whom a call meets, and where they are. */
export interface Reached {
  readonly workloads: ReadonlySet<Workload>;
  readonly namespaces: ReadonlySet<string>;
  /** where a caller may be who is known by its identity: there, NetworkPolicies may keep it in */
  readonly callers: ReadonlySet<string>;
  /** an address tells who calls: it may be anybody's */
  readonly isByAddress: boolean;
}

/** Whom calls meet in this mesh. A gateway that refuses a call is met, and so is all that it may send it to. */
export function reachedIn(mesh: Mesh): (request: Request) => Reached {
  const coursers = settledMeshes(mesh).map(courser);
  return (request) => {
    const workloads = new Set<Workload>();
    const namespaces = new Set<string>();
    const callers = new Set<string>();
    const addAll = (courses: Courses | undefined): void => (courses ?? []).flat().forEach(add);
    const add = ({ track: { ends, way }, stages, onward }: Course): void => {
      addCaller(ends.from, namespaces, callers);
      if (way.kind === 'way') {
        workloads.add(way.workload);
        namespaces.add(way.workload.namespace);
      }
      for (const { asked } of stages) {
        if (asked.kind !== 'envoy') continue;
        const { proxy } = asked.config;
        namespaces.add(proxy.namespace);
        if (proxy.kind === 'waypoint' && proxy.serves !== undefined) namespaces.add(proxy.serves.namespace);
      }
      onward?.branches.forEach(({ next }) => addAll(next?.courses));
    };
    coursers.forEach((coursesOf) => addAll(coursesOf(request)));
    return { workloads, namespaces, callers, isByAddress: request.from.ip !== undefined };
  };
}

/** The proxy of a caller is met, too. */
function addCaller(from: Request['from'], namespaces: Set<string>, callers: Set<string>): void {
  switch (from.kind) {
    case 'workload':
      namespaces.add(from.workload.namespace);
      return;
    case 'mtls': {
      const identity = tryIdentity(from.identity);
      if (identity !== undefined) callers.add(identity.namespace);
      return;
    }
    case 'plaintext':
      return;
  }
}

/** Whether a change to this policy may matter to a call that meets these. Fails closed: it may, unless it cannot. */
export function mayMatter(policy: Policy, reached: Reached, rootNamespace: string): boolean {
  switch (policy.kind) {
    case 'AuthorizationPolicy':
    case 'RequestAuthentication':
      return mayApply(policy.policy, policy.policy.attachment, reached, rootNamespace);
    case 'PeerAuthentication':
      return isNear(policy.policy, reached, rootNamespace);
    case 'NetworkPolicy': {
      const { namespace } = policy.policy;
      return reached.isByAddress || reached.namespaces.has(namespace) || reached.callers.has(namespace);
    }
  }
}

function isNear({ namespace }: ObjectName, { namespaces }: Reached, rootNamespace: string): boolean {
  return namespace === rootNamespace || namespaces.has(namespace);
}

function mayApply(policy: ObjectName, attachment: Attachment, reached: Reached, rootNamespace: string): boolean {
  if (!isNear(policy, reached, rootNamespace)) return false;
  if (attachment.kind !== 'selector') return true;
  const { labels } = attachment;
  // ambient gives a pod without labels what any selector asks for
  return [...reached.workloads].some(
    (one) => Object.keys(one.labels).length === 0 || selects(labels, proxyLabels(one)),
  );
}
