/** Which callers and targets do `--from` and `--to` ask for? */
import { nameOf } from '../policy/metadata';
import type { Mesh } from '../policy/model';
import { tryIdentity } from '../istio/identity';
import type { ReachCaller } from '../reach/analyst';
import type { Narrowing } from '../reach/matrix';
import { workloadNamed } from './named-in-mesh';

const CALLERS =
  'expected `<namespace>/<workload>`, `identity:<trust domain>/ns/<namespace>/sa/<account>`, `identity:*`, `plaintext` or `internet`';

/** What is asked for, or the problems, in sentences. */
export function narrowingOf(
  mesh: Mesh,
  { from, to }: { readonly from?: string; readonly to?: string },
): Narrowing | { readonly problems: readonly string[] } {
  const caller = from === undefined ? {} : callerOf(mesh, from);
  const target = to === undefined ? {} : targetOf(mesh, to);
  if ('problem' in caller || 'problem' in target) {
    return { problems: [caller, target].flatMap((one) => ('problem' in one ? [one.problem] : [])) };
  }
  return { ...caller, ...target };
}

function callerOf(mesh: Mesh, text: string): Pick<Narrowing, 'from'> | { readonly problem: string } {
  if (text === 'plaintext' || text === 'internet') return { from: ({ kind }) => kind === text };
  if (text.startsWith('identity:')) return identityOf(mesh, text.slice('identity:'.length));
  if (!/^([a-z0-9.-]+\/)?[a-z0-9.-]+$/.test(text)) return { problem: `\`--from ${text}\` names no caller; ${CALLERS}` };
  const named = workloadNamed(mesh, '--from', text);
  if ('problem' in named) return named;
  const name = nameOf(named.found);
  return { from: (caller) => caller.kind === 'workload' && nameOf(caller.workload) === name };
}

/** Of an identity that no workload has, the answer is that of the narrowest pattern that it is of. */
function identityOf(mesh: Mesh, identity: string): Pick<Narrowing, 'from'> | { readonly problem: string } {
  const parts = tryIdentity(identity);
  if (identity !== '*' && parts === undefined)
    return { problem: `\`--from identity:${identity}\` is no identity; ${CALLERS}` };
  const owner = mesh.workloads.find(
    ({ namespace, serviceAccount }) => parts?.namespace === namespace && parts.serviceAccount === serviceAccount,
  );
  if (owner !== undefined) {
    return { problem: `\`--from identity:${identity}\` is that of a workload; write \`--from ${nameOf(owner)}\`` };
  }
  return { from: (caller, others) => caller === narrowestOf(identity, others) };
}

function narrowestOf(identity: string, callers: readonly ReachCaller[]): ReachCaller | undefined {
  const patterns = callers.flatMap((caller) =>
    caller.kind === 'identity' && fits(caller.identity, identity) ? [{ caller, length: caller.identity.length }] : [],
  );
  return patterns.sort((a, b) => b.length - a.length)[0]?.caller;
}

function fits(pattern: string, identity: string): boolean {
  if (!pattern.includes('*')) return pattern === identity;
  const [before = '', after = ''] = pattern.split('*');
  return identity.length >= pattern.length - 1 && identity.startsWith(before) && identity.endsWith(after);
}

function targetOf(mesh: Mesh, text: string): Pick<Narrowing, 'to'> | { readonly problem: string } {
  if (!/^([a-z0-9.-]+\/)?[a-z0-9.-]+$/.test(text)) {
    return { problem: `\`--to ${text}\` names no target; expected \`<namespace>/<workload>\`` };
  }
  const named = workloadNamed(mesh, '--to', text);
  if ('problem' in named) return named;
  const name = nameOf(named.found);
  return { to: (workload) => nameOf(workload) === name };
}
