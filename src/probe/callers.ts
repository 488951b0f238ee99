/** As which ServiceAccount would a Job make the call of a case? */
import type { Account } from '../argo/probe';
import { probeName } from '../argo/probe-job';
import { tryIdentity } from '../istio/identity';
import { isNamed, nameOf } from '../policy/metadata';
import type { Mesh, Workload } from '../policy/model';
import type { Caller } from '../policy/request';
import { unsent, type Unsent } from './sendable';

/** The account, or why there is none. */
export type AccountOfCaller = { readonly kind: 'account'; readonly account: Account } | Unsent;

/** The account of a caller. It must be there before the Job, so that a workload has to run as it. */
export function accountOf(mesh: Mesh, caller: Caller): AccountOfCaller {
  switch (caller.kind) {
    case 'plaintext':
      return unsent('it is of a caller without identity, and a Job runs as somebody');
    case 'workload': {
      const callers = mesh.workloads.filter(isNamed(caller.workload));
      const [account, ...others] = new Set(callers.map(({ serviceAccount }) => serviceAccount));
      return account === undefined || others.length > 0
        ? unsent(`\`${nameOf(caller.workload)}\` does not run as one service account`)
        : { kind: 'account', account: { namespace: caller.workload.namespace, serviceAccount: account } };
    }
    case 'mtls': {
      const identity = tryIdentity(caller.identity);
      const { trustDomain } = mesh.settings;
      if (identity === undefined) return unsent(`\`${caller.identity}\` is the identity of no service account`);
      if (identity.trustDomain !== trustDomain) {
        return unsent(`a Job gets an identity of the trust domain \`${trustDomain}\`, and not \`${caller.identity}\``);
      }
      const isThere = mesh.workloads.some((workload) => runsAs(workload, identity));
      const { namespace, serviceAccount } = identity;
      return isThere
        ? { kind: 'account', account: { namespace, serviceAccount } }
        : unsent(
            `no workload runs as \`${namespace}/${serviceAccount}\`, so that a Job may find no such service account`,
          );
    }
  }
}

/** The pods of the Job of this account. They carry no label, so that a policy which selects pods may miss them. */
export function jobOf({ namespace, serviceAccount }: Account): Workload {
  return {
    kind: 'Job',
    namespace,
    name: probeName({ namespace, serviceAccount }),
    serviceAccount,
    labels: {},
    annotations: {},
    ports: [],
    hostNetwork: false,
    addresses: [],
  };
}

function runsAs(workload: Workload, { namespace, serviceAccount }: Account): boolean {
  return workload.namespace === namespace && workload.serviceAccount === serviceAccount;
}
