/** Which cases do Jobs put to the test in a cluster, as whom, and why not the others? */
import type { Account, NotProbed, Probe } from '../argo/probe';
import type { Case } from '../cases/case-file';
import { meshOfCases } from '../cases/judge';
import { callersPlaneOf } from '../evaluate/ways/data-plane';
import { evaluator } from '../evaluate/evaluate';
import { groupBy } from '../policy/group-by';
import { nameOf } from '../policy/metadata';
import type { Mesh, ObjectName } from '../policy/model';
import { accountOf, type AccountOfCaller, jobOf } from './callers';
import { type Caller, plan, type Planned } from './plan';
import { unsent, type Unsent } from './sendable';

/** Cases, and the mesh that they speak of. */
export interface CasesInMesh {
  readonly cases: readonly Case[];
  readonly mesh: Mesh;
  /** TLS Secrets that exist beside those of the manifests; absent: any may */
  readonly secrets?: readonly ObjectName[];
}

/** What may be probed. */
export interface ProbeOptions {
  /** whether methods other than GET, HEAD, OPTIONS and TRACE are sent */
  readonly writes: boolean;
  /** as whom Jobs may run; absent: as whoever calls in a case */
  readonly accounts?: readonly Account[];
}

/** A Job for each account, and what none of them sends. */
export interface Probes {
  readonly probes: readonly Probe[];
  readonly notProbed: readonly NotProbed[];
}

/** The Jobs for the cases, in the order of their accounts. INVARIANT: each case is in one of them, or not probed. */
export function probesOf(files: readonly CasesInMesh[], options: ProbeOptions): Probes {
  const tried = files.flatMap((file) => triedIn(file, options));
  const planned = tried.flatMap((one) => (one.kind === 'planned' ? [one] : []));
  const answering = new Set(planned.filter(({ call }) => call.expect === 'allow').map(lineOf));
  const isTold = (one: OfCaller) => one.call.expect !== 'cut-off' || answering.has(lineOf(one));
  const byAccount = groupBy(planned.filter(isTold), ({ account }) => accountName(account));
  return {
    probes: [...byAccount]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, calls]) => {
        const [{ account }] = calls as [OfCaller];
        return { ...account, hasSidecar: calls.some((one) => one.hasSidecar), calls: calls.map(({ call }) => call) };
      }),
    notProbed: tried.flatMap((one) => {
      if (one.kind === 'unsent') return [{ id: one.id, because: one.because }];
      return isTold(one) ? [] : [{ id: one.call.id, because: NOBODY_ANSWERS }];
    }),
  };
}

const NOBODY_ANSWERS =
  'its denial cuts a connection off, as does a target that is not there; it shows beside a case in which somebody of the same namespace calls the same port and is let through';

type OfCaller = Planned & Pick<Caller, 'account' | 'hasSidecar'>;
type Tried = OfCaller | (Unsent & { readonly id: string });

function triedIn({ cases, mesh, secrets }: CasesInMesh, { writes, accounts }: ProbeOptions): readonly Tried[] {
  const callers = cases.map(({ request }) => permitted(accountOf(mesh, request.from), accounts));
  const used = callers.flatMap((caller) => (caller.kind === 'account' ? [caller.account] : []));
  const jobs = new Map(used.map((account) => [accountName(account), jobOf(account)]));
  // the Jobs of the last sync may be among the manifests
  const names = new Set([...jobs.values()].map(nameOf));
  const others = mesh.workloads.filter((one) => one.kind !== 'Job' || !names.has(nameOf(one)));
  const there = meshOfCases(cases, { ...mesh, workloads: [...others, ...jobs.values()] }, secrets);
  const judge = evaluator(there);
  return cases.map((one, index): Tried => {
    const found = callers[index] as AccountOfCaller;
    if (found.kind === 'unsent') return { ...found, id: one.id };
    const { account } = found;
    const job = jobs.get(accountName(account)) as ReturnType<typeof jobOf>;
    const hasSidecar = callersPlaneOf(there, job).kind === 'sidecar';
    const planned = plan(one, { account, job, hasSidecar, mesh: there, judge }, writes);
    return planned.kind === 'unsent' ? { ...planned, id: one.id } : { ...planned, account, hasSidecar };
  });
}

function permitted(found: AccountOfCaller, accounts: readonly Account[] | undefined): AccountOfCaller {
  if (found.kind === 'unsent' || accounts === undefined) return found;
  const name = accountName(found.account);
  return accounts.some((one) => accountName(one) === name)
    ? found
    : unsent(`\`${name}\` is not among the callers that may be probed`);
}

function accountName({ namespace, serviceAccount }: Account): string {
  return `${namespace}/${serviceAccount}`;
}

/** From which namespace which port is called. What is in one namespace is synced together, and fails together. */
function lineOf({ account, call }: OfCaller): string {
  return `${account.namespace} ${call.target}`;
}
