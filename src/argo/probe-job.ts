/** The Job by which Argo CD probes a cluster, once a sync is done: what it may use, and how long it may take. */
import { checkDnsLabel, checkDnsSubdomain } from '../istio/names';
import type { Account, NotProbed, Probe } from './probe';
import { containerArgument, probeScript } from './probe-script';

/** It has `sh`, `expr`, `sleep`, `tail`, and curl 7.75 or later. */
export const PROBE_IMAGE = 'curlimages/curl:8.16.0';

/** Linux takes no longer argument than 128 KiB. */
const LONGEST_SCRIPT = 120_000;
/** Of all annotations together, Kubernetes takes 256 KiB. */
const MOST_LISTED = 200;

/** Argo CD makes the Job anew at the end of each sync, and the sync fails with it; until then it can be looked at. */
const HOOK = {
  'argocd.argoproj.io/hook': 'PostSync',
  'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
};

/** The name of the Job of an account. */
export function probeName({ serviceAccount }: Account): string {
  return `zero-trust-probe-${serviceAccount}`;
}

/** Why there can be no such Job. */
export function probeJobProblems(probe: Probe): readonly string[] {
  const { namespace, serviceAccount } = probe;
  const bytes = new TextEncoder().encode(containerArgument(probeScript(probe.calls))).length;
  return [
    checkDnsLabel('namespace', namespace),
    checkDnsSubdomain('service account', serviceAccount),
    // pods have the name as a label
    probeName(probe).length > 63
      ? `service account \`${serviceAccount}\` is too long to name a Job by; a probe takes at most ${63 - probeName({ namespace, serviceAccount: '' }).length} characters`
      : undefined,
    bytes > LONGEST_SCRIPT
      ? `the ${probe.calls.length} calls of \`${namespace}/${serviceAccount}\` make a script of ${bytes} bytes, and a Job takes ${LONGEST_SCRIPT}; probe fewer cases`
      : undefined,
  ].filter((problem) => problem !== undefined);
}

/** What is wrong with a name of an image: a tag that moves, or none, would be another probe tomorrow. */
export function checkImage(image: string): string | undefined {
  if (typeof image === 'string' && /^[^\s@]+(:(?!latest$)[\w][\w.-]*|@sha256:[0-9a-f]{64})$/.test(image))
    return undefined;
  return `image \`${String(image)}\` has no fixed tag or digest; write one such as \`${PROBE_IMAGE}\``;
}

/** The annotation that lists what no Job sends. */
export const NOT_PROBED = 'zero-trust/not-probed';

/** Its text; none where all is sent. Each Job has it whole: nobody who looks at one must take it for everything. */
export function notProbedText(notProbed: readonly NotProbed[]): string | undefined {
  const listed = notProbed.slice(0, MOST_LISTED).map(({ id, because }) => `${id}: ${because}`);
  const more = notProbed.length - listed.length;
  const lines = [...listed, ...(more > 0 ? [`and ${more} more`] : [])];
  return lines.length === 0 ? undefined : lines.map((line) => `${line}\n`).join('');
}

/** Its `metadata`, but for what it does not send. */
export function probeMetadata(account: Account): {
  readonly name: string;
  readonly namespace: string;
  readonly annotations: { readonly [key: string]: string };
} {
  return { name: probeName(account), namespace: account.namespace, annotations: HOOK };
}

/** Its `spec`. */
export function probeSpec({ serviceAccount, hasSidecar, calls }: Probe, image: string) {
  return {
    // the script itself tries again
    backoffLimit: 0,
    activeDeadlineSeconds: 180 + 10 * calls.length,
    template: {
      // no label: the pods must be selected by no Service, and by no policy that is meant for the workload itself
      ...(hasSidecar ? { metadata: { annotations: { 'sidecar.istio.io/nativeSidecar': 'true' } } } : {}),
      spec: {
        restartPolicy: 'Never',
        serviceAccountName: serviceAccount,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 65534,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [
          {
            name: 'probe',
            image,
            command: ['sh', '-c'],
            args: [containerArgument(probeScript(calls))],
            // the end of the log says which cases do not hold
            terminationMessagePolicy: 'FallbackToLogsOnError',
            resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '64Mi' } },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
          },
        ],
      },
    },
  };
}
