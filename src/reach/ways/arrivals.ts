/** Which callers get through TLS at a point, and what is seen of them there? Each kind of caller is asked once. */
import type { Arrival, Refusal, SpeakingCaller } from '../../evaluate/matching/arrival';
import type { HttpRequest } from '../../policy/request';
import type { Bits } from '../../sets/bits';
import { NO_ATOM, single } from '../../sets/bits';
import type { Axis } from '../space/axis';
import { otherAtom } from '../space/axis';
import { SCHEME } from '../formulas/identity-forms';

/** Callers who are treated alike when they speak one protocol. */
export interface Arriving {
  readonly callers: Bits;
  readonly outcome:
    | { readonly kind: 'deny' }
    | { readonly kind: 'undecided'; readonly because: readonly string[] }
    /** on this chain; whether their identity and their server name are known there */
    | { readonly kind: 'heard'; readonly chain: 'http' | 'tcp'; readonly identified: boolean; readonly named: boolean };
}

/** Whether a caller gets in, with or without a request. */
export type Arrive = (caller: SpeakingCaller, http: HttpRequest | undefined) => Arrival | Refusal;

const PROBE = 'probe';
const REQUEST: HttpRequest = { method: 'GET', path: '/', host: PROBE, headers: [], tokens: [] };

/** All callers, by what becomes of them when they speak this protocol. */
export function arrivalsAt(arrive: Arrive, protocol: 'http' | 'tcp', callers: Axis): readonly Arriving[] {
  const groups = new Map<string, { outcome: Arriving['outcome']; callers: Bits }>();
  for (const [atom, caller] of callersOn(callers).entries()) {
    const outcome = outcomeOf(arrive({ ...caller, sni: PROBE }, protocol === 'http' ? REQUEST : undefined));
    const key = JSON.stringify(outcome);
    const group = groups.get(key);
    groups.set(key, { outcome, callers: (group?.callers ?? NO_ATOM) | single(atom) });
  }
  return [...groups.values()];
}

/** A caller for each atom. */
export function callersOn(callers: Axis): readonly SpeakingCaller[] {
  if (callers.kind !== 'texts') return [];
  const identities = callers.atoms.samples.map((sample): SpeakingCaller => ({
    kind: 'mtls',
    identity: sample.slice(SCHEME.length),
  }));
  const others = new Map<number, SpeakingCaller>([
    [otherAtom(callers, 'plaintext'), { kind: 'plaintext' }],
    [otherAtom(callers, 'tls'), { kind: 'tls' }],
  ]);
  return [...identities, ...[...others].sort(([a], [b]) => a - b).map(([, caller]) => caller)];
}

function outcomeOf(arrival: Arrival | Refusal): Arriving['outcome'] {
  if (arrival.kind === 'arrived') {
    const chain = arrival.http === undefined ? 'tcp' : 'http';
    return { kind: 'heard', chain, identified: arrival.peer !== undefined, named: arrival.sni === PROBE };
  }
  const { verdict } = arrival;
  return verdict.verdict === 'deny' ? { kind: 'deny' } : { kind: 'undecided', because: verdict.because };
}
