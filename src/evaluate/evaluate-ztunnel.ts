/** May this call be made? The decision of the ztunnel before what is called, which sees connections only. */
import type { Mesh, Workload } from '../policy/model';
import type { Caller, Request } from '../policy/request';
import type { SpiffeIdentity } from './match-connection';
import { tryIdentity } from './match-connection';
import type { Denied, Undecided, Verdict } from './verdict';
import { undecided } from './verdict';
import { callsAtWorkloads } from './ztunnel-call';
import { guardOf } from './ztunnel-guard';
import { denied, judge } from './ztunnel-verdict';

/**
 * The verdict of ztunnel on a call, whatever HTTP is sent over it. Through a Service it must be the same at every
 * workload behind it. A pod that ambient does not capture has no ztunnel to refuse anything.
 */
export function evaluateZtunnel(mesh: Mesh, request: Request): Verdict {
  const [first, ...others] = callsAtWorkloads(mesh, request).map((call) =>
    call.kind === 'lost' ? undecided(call.because, 'ztunnel') : evaluateAtWorkload(mesh, call, request.from),
  );
  if (first === undefined) return undecided('nothing is called', 'ztunnel');
  if (others.some((other) => other.verdict !== first.verdict)) {
    return undecided('the workloads behind the Service do not answer alike', 'ztunnel');
  }
  return others.reduce(inCommon, first);
}

/** What is called, by its own port and address: never those of a Service. */
export interface ZtunnelDestination {
  readonly workload: Workload;
  readonly port: number;
  /** absent when it is not known */
  readonly ip?: string;
}

/** The verdict of the ztunnel before these pods. */
export function evaluateAtWorkload(mesh: Mesh, { workload, port, ip }: ZtunnelDestination, from: Caller): Verdict {
  const guard = guardOf(mesh, workload);
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
