/** What the ztunnel before a workload decides about a connection, whatever HTTP is sent over it. */
import { type Identity, tryIdentity } from '../../istio/identity';
import type { Call, SpeakingCaller } from '../matching/arrival';
import type { Denied, Verdict } from '../verdict';
import { undecided } from '../verdict';
import type { ZtunnelGuard } from './ztunnel-guard';
import { denied, judge } from './ztunnel-verdict';

/** The verdict of this ztunnel on a connection to this port of its workload: TLS, then the policies. */
export function decideAtZtunnel(guard: ZtunnelGuard, port: number, { caller, ip }: Call): Verdict {
  const handshake = shakeHands(guard.trustDomain, caller);
  if (handshake.kind === 'refused') return handshake.verdict;
  if (guard.unknownFields.length > 0) return undecided(guard.unknownFields.join('; '), 'ztunnel');
  return judge(guard, {
    port,
    ...(handshake.peer === undefined ? {} : { peer: handshake.peer }),
    ...(caller.ip === undefined ? {} : { source: caller.ip }),
    ...(ip === undefined ? {} : { destination: ip }),
  });
}

type Handshake =
  { readonly kind: 'done'; readonly peer?: Identity } | { readonly kind: 'refused'; readonly verdict: Denied };

/** The caller must be of the workload's own trust domain: aliases do not count. */
function shakeHands(trustDomain: string, caller: SpeakingCaller): Handshake {
  switch (caller.kind) {
    case 'plaintext':
    case 'tls': // bytes like others: only its own tunnels prove an identity to ztunnel
      return { kind: 'done' };
    case 'mtls': {
      // @see ztunnel src/tls/workload.rs, `verify_trust_domain`
      const peer = tryIdentity(caller.identity);
      if (peer?.trustDomain === trustDomain) return { kind: 'done', peer };
      const reason = `\`${caller.identity}\` is no identity of \`${trustDomain}\`, the workload's trust domain`;
      return { kind: 'refused', verdict: denied('mtls', reason) };
    }
  }
}
