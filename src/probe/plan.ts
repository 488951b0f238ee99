/** Which call does a Job make for a case, by which its expectation is put to the test? */
import type { Account, ProbeCall } from '../argo/probe';
import type { Case } from '../cases/case-file';
import type { Denied, Verdict } from '../evaluate/verdict';
import type { Mesh, ObjectName } from '../policy/model';
import type { Request } from '../policy/request';
import { addressOf, type CalledService, saidHost, servicesTo, whyNoService } from './called-service';
import { sendable, unsent, type Unsent } from './sendable';

/** A call that shows whether the case holds. */
export interface Planned {
  readonly kind: 'planned';
  readonly call: ProbeCall;
}

/** The Job that would make the call, in its mesh. */
export interface Caller {
  readonly account: Account;
  readonly job: ObjectName;
  readonly hasSidecar: boolean;
  readonly mesh: Mesh;
  readonly judge: (request: Request) => Verdict;
}

/**
 * The call. A Job is somebody else than the workload whose account it has: NetworkPolicies and Sidecars may select the
 * one and not the other. So it is made only where the engine expects of the Job what the case expects.
 */
export function plan({ id, request, expect }: Case, caller: Caller, writes: boolean): Planned | Unsent {
  const sending = sendable(request, expect, writes);
  if (sending.kind === 'unsent') return sending;
  let reason: string | undefined;
  for (const service of servicesTo(caller.mesh, request.to)) {
    const sent = requestTo(service, request, caller);
    const verdict = caller.judge(sent);
    const because = whyNotShown(verdict, sending.call.expect, caller);
    if (because === undefined) {
      const host = saidHost(request);
      const isCutOff = verdict.verdict === 'deny' && verdict.status === undefined;
      const call: ProbeCall = {
        ...{ id, target: addressOf(service), ...sending.call },
        ...(host === undefined ? {} : { host }),
        ...(isCutOff ? { expect: 'cut-off' } : {}),
      };
      return { kind: 'planned', call };
    }
    reason ??= because;
  }
  return unsent(reason ?? whyNoService(request.to));
}

/** The request as the Job makes it. */
function requestTo(to: CalledService, request: Request, { job }: Caller): Request {
  const host = saidHost(request) ?? addressOf(to).replace(/:80$/, '');
  return {
    from: { kind: 'workload', workload: job },
    to,
    ...(request.http === undefined ? {} : { http: { ...request.http, host } }),
  };
}

function whyNotShown(
  verdict: Verdict,
  expected: 'allow' | 'deny',
  { account, hasSidecar }: Caller,
): string | undefined {
  const { namespace, serviceAccount } = account;
  if (verdict.verdict !== expected) {
    const other = verdict.verdict === 'allow' || verdict.verdict === 'deny' ? verdict.verdict : 'an open question';
    return `for a Job as \`${namespace}/${serviceAccount}\` it is ${other}: ${String(verdict.because[0])}`;
  }
  return verdict.verdict === 'deny' ? whyHidden(verdict, hasSidecar) : undefined;
}

/** Why nobody sees that it is this denial. */
function whyHidden({ answered, status, layer }: Denied, hasSidecar: boolean): string | undefined {
  if (answered === true) return 'a proxy answers in place of whoever is called';
  if (status !== undefined) return status === 403 ? undefined : `its denial is ${status}, as an application may answer`;
  if (layer === 'network') return 'a NetworkPolicy refuses by silence, of which there are many causes';
  return hasSidecar ? "its denial cuts a connection off, to which the caller's own sidecar answers 503" : undefined;
}
