/** Which callers and targets do `--from` and `--to` ask for? */
import { callersPlaneOf } from '../evaluate/ways/data-plane';
import { withMadeGateways } from '../policy/made-gateway';
import { nameOf } from '../policy/metadata';
import type { Mesh, Workload } from '../policy/model';
import type { Condition } from '../policy/rule';
import { principalOf, tryIdentity } from '../istio/identity';
import type { Narrowing } from '../reach/matrix';
import { identitiesOf } from '../reach/selection';
import { workloadNamed } from './named-in-mesh';

const CALLERS =
  'expected `<namespace>/<workload>`, `identity:<trust domain>/ns/<namespace>/sa/<account>`, `identity:*`, `plaintext` or `internet`';

/** Which part of a matrix is asked for, and whom the analyst must tell from all others. */
export interface AskedPart extends Narrowing {
  readonly alsoTell?: readonly Condition[];
}

/** What is asked for, or the problems, in sentences. */
export function narrowingOf(
  given: Mesh,
  { from, to }: { readonly from?: string; readonly to?: string },
): AskedPart | { readonly problems: readonly string[] } {
  const mesh = withMadeGateways(given);
  const caller = from === undefined ? {} : callerOf(mesh, from);
  const target = to === undefined ? {} : targetOf(mesh, to);
  if ('problem' in caller || 'problem' in target) {
    return { problems: [caller, target].flatMap((one) => ('problem' in one ? [one.problem] : [])) };
  }
  return { ...caller, ...target };
}

function callerOf(mesh: Mesh, text: string): Omit<AskedPart, 'to'> | { readonly problem: string } {
  if (text === 'plaintext' || text === 'internet') return { from: ({ kind }) => kind === text };
  if (text.startsWith('identity:')) return identityOf(mesh, text.slice('identity:'.length));
  if (!/^([a-z0-9.-]+\/)?[a-z0-9.-]+$/.test(text)) return { problem: `\`--from ${text}\` names no caller; ${CALLERS}` };
  const named = workloadNamed(mesh, '--from', text);
  if ('problem' in named) return named;
  const name = nameOf(named.found);
  return { from: (caller) => caller.kind === 'workload' && nameOf(caller.workload) === name };
}

function identityOf(mesh: Mesh, identity: string): Omit<AskedPart, 'to'> | { readonly problem: string } {
  if (identity !== '*' && tryIdentity(identity) === undefined)
    return { problem: `\`--from identity:${identity}\` is no identity; ${CALLERS}` };
  const owner = mesh.workloads.find(
    (workload) => identity === identityHadBy(mesh, workload) && callersPlaneOf(mesh, workload).kind !== 'out',
  );
  if (owner !== undefined) {
    return { problem: `\`--from identity:${identity}\` is that of a workload; write \`--from ${nameOf(owner)}\`` };
  }
  const itself = identity === '*' ? undefined : identitiesOf([{ identity }], mesh.settings);
  return {
    from: (caller) => caller.kind === 'identity' && caller.identity === identity,
    ...(itself && { alsoTell: [itself] }),
  };
}

function identityHadBy({ settings }: Mesh, { namespace, serviceAccount }: Workload): string {
  return principalOf(settings.trustDomain, namespace, serviceAccount);
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
