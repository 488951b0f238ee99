/** Of a call that a gateway makes another call of: which of them is refused? */
import type { Mesh } from '../policy/model';
import type { Request } from '../policy/request';
import { type Courses, verdictOn } from './course/course';
import { courser } from './course/courser';
import { settledMeshes } from './settled-meshes';
import type { Denied } from './verdict';

/** A call, and its denial. */
export interface RefusedCall {
  readonly request: Request;
  readonly denial: Denied;
}

/** The call behind the last gateway that let it through; the call itself, to pods, where no gateway did. */
export function refusedCall(mesh: Mesh, request: Request, denial: Denied): RefusedCall {
  const [settled = mesh] = settledMeshes(mesh);
  return follow(courser(settled)(request), { request, denial });
}

function follow(courses: Courses | undefined, known: RefusedCall): RefusedCall {
  for (const { onward } of courses?.flat() ?? []) {
    for (const { next } of onward?.branches ?? []) {
      const denial = verdictOn(next?.courses);
      if (next !== undefined && denial.verdict === 'deny')
        return follow(next.courses, { request: next.request, denial });
    }
  }
  return { ...known, request: atPods(known.request, courses) };
}

/** What a gateway refuses, its pods do, at a port of their own: these are what a policy names. */
function atPods(request: Request, courses: Courses | undefined): Request {
  const way = courses?.flat()[0]?.track.way;
  if (request.to.kind !== 'gateway' || way?.kind !== 'way') return request;
  const { namespace, name } = way.workload;
  return { ...request, to: { kind: 'workload', workload: { namespace, name }, port: way.port } };
}
