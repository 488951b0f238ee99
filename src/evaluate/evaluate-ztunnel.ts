/** May this call be made? The decision of the ztunnel before what is called, which sees connections only. */
import type { Mesh, Workload } from '../policy/model';
import { neighbourhoodsOf } from '../policy/neighbourhood';
import type { Caller, Request } from '../policy/request';
import type { NotCaptured } from '../policy/ambient-capture';
import type { SpiffeIdentity } from './match-connection';
import { tryIdentity } from './match-connection';
import type { Denied, Undecided, Verdict } from './verdict';
import { undecided } from './verdict';
import { callsAtWorkloads } from './ztunnel-call';
import type { ZtunnelGuard } from './ztunnel-guard';
import { guardOf } from './ztunnel-guard';
import { denied, judge } from './ztunnel-verdict';

/**
 * The verdict of ztunnel on a call, whatever HTTP is sent over it. Through a Service it must be the same at every
 * workload behind it. A pod that ambient does not capture has no ztunnel to refuse anything.
 */
export function evaluateZtunnel(mesh: Mesh, request: Request): Verdict {
  return evaluateBehind((workload) => guardOf(mesh, workload), mesh, request);
}

/**
 * Verdicts on many calls, for which what guards a workload is looked up once.
 * LAW: `ztunnelEvaluator(mesh)(call) = evaluateZtunnel(mesh, call)`.
 */
export function ztunnelEvaluator(mesh: Mesh): (request: Request) => Verdict {
  const neighbourhoodOf = neighbourhoodsOf(mesh);
  const guards = new Map<Workload, Guard>();
  return (request) => {
    const near = neighbourhoodOf(request);
    const guardAt = (workload: Workload): Guard => {
      const guard = guards.get(workload) ?? guardOf(near, workload);
      guards.set(workload, guard);
      return guard;
    };
    return evaluateBehind(guardAt, near, request);
  };
}

/** The ztunnel before a workload, or why there is none. */
export type Guard = ZtunnelGuard | NotCaptured;

function evaluateBehind(guardAt: (workload: Workload) => Guard, mesh: Mesh, { from, to }: Request): Verdict {
  const calls = callsAtWorkloads(mesh, to);
  return unanimous(
    calls.map((call) =>
      call.kind === 'lost' ? undecided(call.because, 'ztunnel') : evaluateAtGuard(guardAt(call.workload), call, from),
    ),
  );
}

/** The verdict of this ztunnel on a connection to its workload. */
export function evaluateAtGuard(guard: Guard, { port, ip }: Destination, from: Caller): Verdict {
  if (guard.kind === 'unknown') return undecided(guard.because, 'ztunnel');
  if (guard.kind === 'out') return { verdict: 'allow', point: 'ztunnel', because: [guard.because] };
  const handshake = shakeHands(guard.trustDomain, from);
  if (handshake.kind === 'refused') return handshake.verdict;
  return judge(guard, {
    port,
    ...(handshake.peer === undefined ? {} : { peer: handshake.peer }),
    ...(from.ip === undefined ? {} : { source: from.ip }),
    ...(ip === undefined ? {} : { destination: ip }),
  });
}

/** The workload's own port and address, never those of a Service. The address is absent when it is not known. */
interface Destination {
  readonly port: number;
  readonly ip?: string;
}

type Handshake =
  | { readonly kind: 'done'; readonly peer?: SpiffeIdentity }
  | { readonly kind: 'refused'; readonly verdict: Denied | Undecided };

/** The caller must be of the workload's own trust domain: aliases do not count. */
function shakeHands(trustDomain: string, from: Caller): Handshake {
  switch (from.kind) {
    case 'workload': {
      const reason = "what the caller's own proxy speaks is not known at the called side; name its identity";
      return { kind: 'refused', verdict: { verdict: 'undecided', point: 'ztunnel', because: [reason] } };
    }
    case 'plaintext':
      return { kind: 'done' };
    case 'mtls': {
      // @see ztunnel src/tls/workload.rs, `verify_trust_domain`
      const peer = tryIdentity(from.identity);
      if (peer?.trustDomain === trustDomain) return { kind: 'done', peer };
      const reason = `\`${from.identity}\` is no identity of \`${trustDomain}\`, the workload's trust domain`;
      return { kind: 'refused', verdict: denied('mtls', reason) };
    }
  }
}

/** The one verdict of them all, without what they do not agree on. */
function unanimous([first, ...others]: readonly Verdict[]): Verdict {
  if (first === undefined) return undecided('nothing is called', 'ztunnel');
  if (others.some((other) => other.verdict !== first.verdict)) {
    return undecided('the workloads behind the Service do not answer alike', 'ztunnel');
  }
  return others.reduce(inCommon, first);
}

/** What two verdicts of the same kind agree on. */
function inCommon(a: Verdict, b: Verdict): Verdict {
  if (a.verdict !== 'deny' || b.verdict !== 'deny') return a;
  const { by, layer, ...rest } = a;
  return {
    ...rest,
    ...(layer === undefined || layer !== b.layer ? {} : { layer }),
    ...(by === undefined || by !== b.by ? {} : { by }),
  };
}
