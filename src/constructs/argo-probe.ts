import { ApiObject, Lazy } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import type { Account, Probe } from '../argo/probe';
import {
  checkImage,
  NOT_PROBED,
  notProbedText,
  PROBE_IMAGE,
  probeJobProblems,
  probeMetadata,
  probeSpec,
} from '../argo/probe-job';
import { checkPrincipal, tryIdentity } from '../istio/identity';
import type { Probes } from '../probe/probes';
import type * as engine from '../probe/probes-in-texts';
import { isConstruct } from './argo-project-props';
import {
  type FieldChecks,
  fieldProblems,
  hasMembers,
  isFlag,
  isText,
  listOf,
  optional,
  reportProblems,
} from './given-shape';
import type { IServiceIdentity } from './source';
import { ZeroTrustApp } from './zero-trust-app';

/** Which cases are put to the test, and as whom. */
export interface ArgoProbeProps {
  /** As whom Jobs run, one each. */
  readonly callers: IServiceIdentity[];
  /** Charts, or the app, with the objects that the cases speak of. */
  readonly contents: Construct[];
  /** Case files as text, such as from `readFileSync('shop.cases.yaml', 'utf8')`. The `contents` are their manifests. */
  readonly caseFiles: string[];
  /**
   * An image with `sh`, `expr`, `sleep`, `tail` and curl 7.75 or later, by a fixed tag or digest.
   * @default curlimages/curl:8.16.0
   */
  readonly image?: string;
  /**
   * Whether methods other than GET, HEAD, OPTIONS and TRACE are sent: where they are let through, they may change
   * something.
   * @default false
   */
  readonly sendWrites?: boolean;
}

/**
 * Jobs that send the requests of case files at the end of each sync of Argo CD, as their callers. Where an answer is
 * not the one that its case expects, or does not tell, the sync fails.
 *
 * Cases that no Job can send are listed in the annotation `zero-trust/not-probed`. A caller of whom no case is left is
 * refused.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/
 * @example
 * new ArgoProbe(chart, 'probe', {
 *   callers: [frontend],
 *   contents: [chart],
 *   caseFiles: [readFileSync('shop.cases.yaml', 'utf8')],
 * });
 */
export class ArgoProbe extends Construct {
  private readonly props: ArgoProbeProps;
  private readonly accounts: readonly Account[];
  /** as of the last synth: each Job asks */
  private judged?: engine.ProbesInTexts;

  public constructor(scope: Construct, id: string, props: ArgoProbeProps) {
    super(scope, id);
    const misshapen = fieldProblems('a probe', props, FIELDS);
    const problems = misshapen.length > 0 ? misshapen : valueProblems(props);
    if (problems.length > 0) {
      // Nothing is written for what is not understood; the message stops the synth.
      reportProblems(this, () => problems);
      this.props = { callers: [], contents: [], caseFiles: [] };
      this.accounts = [];
      return;
    }
    this.props = { ...props, contents: [...props.contents], caseFiles: [...props.caseFiles] };
    this.accounts = props.callers.map(({ principal }) => tryIdentity(principal) as Account);
    for (const account of this.accounts) this.addJob(account);
    ZeroTrustApp.of(this).addCheck({
      atSynth: () => this.problems().map((problem) => `probe \`${id}\`: ${problem}`),
    });
  }

  private addJob(account: Account): void {
    const { name, namespace, annotations } = probeMetadata(account);
    const job = new ApiObject(this, `${account.namespace}-${account.serviceAccount}`, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name, namespace, annotations: { ...annotations } },
      spec: Lazy.any({ produce: () => probeSpec(this.probeOf(account) as Probe, this.props.image ?? PROBE_IMAGE) }),
    });
    const text = Lazy.any({ produce: () => notProbedText(this.probes().notProbed) });
    job.metadata.addAnnotation(NOT_PROBED, text as unknown as string);
  }

  private probeOf({ namespace, serviceAccount }: Account): Probe | undefined {
    return this.probes().probes.find((one) => one.namespace === namespace && one.serviceAccount === serviceAccount);
  }

  private probes(): Probes {
    const read = (this.judged ??= this.judge());
    return read.kind === 'read' ? read.probes : NOTHING;
  }

  private judge(): engine.ProbesInTexts {
    const { caseFiles, contents, sendWrites = false } = this.props;
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- who has no probe should not wait for the engine
    const { probesInTexts } = require('../probe/probes-in-texts') as typeof engine;
    const objects = contents.flatMap((construct) => construct.node.findAll().filter(ApiObject.isApiObject));
    const others = [...new Set(objects)].filter((object) => !isProbe(object.node.scope));
    const written = others.map((object) => object.toJson() as object);
    return probesInTexts(caseFiles, written, { writes: sendWrites, accounts: this.accounts });
  }

  /** Fails closed: a Job that sends nothing would prove nothing, and succeed. */
  private problems(): string[] {
    this.judged = this.judge();
    if (this.judged.kind === 'wrong') return [...this.judged.problems];
    const { notProbed } = this.judged.probes;
    return this.accounts.flatMap((account) => {
      const probe = this.probeOf(account);
      if (probe !== undefined) return probeJobProblems(probe);
      const reasons = notProbed.map(({ id, because }) => `; \`${id}\`: ${because}`).join('');
      return [
        `no case of \`${account.namespace}/${account.serviceAccount}\` can be probed, so that its Job would prove nothing${reasons}`,
      ];
    });
  }
}

const NOTHING: Probes = { probes: [], notProbed: [] };

const FIELDS: FieldChecks<ArgoProbeProps> = {
  callers: listOf((caller) => hasMembers(caller, 'principal'), 'an identity, such as a `ServiceIdentity`'),
  contents: listOf(isConstruct, 'a chart, or the app'),
  caseFiles: listOf(isText, 'the text of a case file'),
  image: optional(isText, 'a text'),
  sendWrites: optional(isFlag, '`true` or `false`'),
};

function valueProblems({ callers, contents, caseFiles, image = PROBE_IMAGE }: ArgoProbeProps): string[] {
  const empty = Object.entries({ callers, contents, caseFiles })
    .filter(([, list]) => list === undefined || list.length === 0)
    .map(([field]) => `\`${field}\` is missing or empty, so that nothing would be probed; give at least one`);
  if (empty.length > 0) return empty;
  const foreign = callers
    .filter(({ principal }) => checkPrincipal(principal) !== undefined)
    .map(
      ({ principal }) =>
        `\`callers\` holds \`${principal}\`, as which no Job runs; give the identity of a service account`,
    );
  return [...foreign, ...[checkImage(image) ?? []].flat()];
}

/** Jobs of another probe would ask for ours. */
function isProbe(scope: IConstruct | undefined): boolean {
  return scope instanceof ArgoProbe;
}
