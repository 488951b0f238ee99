import { Construct } from 'constructs';
import { AuthorizationPolicy } from '../../imports/security.istio.io';
import { Telemetry } from '../../imports/telemetry.istio.io';
import { checkTrustDomain } from '../istio/identity';
import { DEFAULT_ROOT_NAMESPACE, DEFAULT_TRUST_DOMAIN } from '../istio/limits';
import { checkDnsLabel } from '../istio/names';
import { ACCESS_LOG_FIELDS, accessLogMeshConfig, DRY_RUN_FIELDS } from './access-log';
import { SyncWave } from './argo-cd';
import { addAllowNothing, addDefaultMutualTls } from './closed-by-default';
import {
  type FieldChecks,
  fieldProblems,
  hasMembers,
  isFlag,
  isText,
  isTextMap,
  listOf,
  optional,
  reportProblems,
} from './given-shape';
import { addObject } from './istio-object';
import { RolloutOfApp, RolloutStage, STAGE } from './rollout-stage';
import { ZeroTrustApp } from './zero-trust-app';
import type { MeshGateway } from './mesh-gateway';

/** How a mesh is protected as a whole. */
export interface MeshBaselineProps {
  /**
   * The namespace whose policies apply to the whole mesh, as MeshConfig says it.
   * @default istio-system
   */
  readonly rootNamespace?: string;
  /**
   * The trust domain of the mesh, followed by its aliases.
   * @default - `cluster.local`
   */
  readonly trustDomains?: string[];
  /**
   * Whether requests that no policy allows are refused in the whole mesh. This also closes every gateway that is not
   * listed in `openGateways`, and every namespace that has no routes yet.
   * @default true
   */
  readonly defaultDeny?: boolean;
  /**
   * How far the mesh is on its way, if it carries traffic already. At `OBSERVE` the log fields also tell what dry runs
   * would have done.
   * @default RolloutStage.STRICT
   */
  readonly stage?: RolloutStage;
  /**
   * Gateways that stay open although the mesh is closed: they let every request pass to the workloads behind, which
   * decide.
   * @default - none
   */
  readonly openGateways?: MeshGateway[];
  /**
   * Whether proxies write access logs.
   * @default true
   */
  readonly accessLogs?: boolean;
  /**
   * The JSON fields of a log line, by Envoy's command operators.
   * @default - who, what, and which policy decided
   */
  readonly accessLogFields?: { [field: string]: string };
}

/**
 * The mesh-wide floor: mTLS everywhere, nothing allowed by default, access logs that name the caller and the deciding
 * policy.
 *
 * In the root namespace: a PeerAuthentication `default` with mode STRICT, an AuthorizationPolicy `allow-nothing`, and a
 * Telemetry `mesh-default`. A mesh-wide `allow-nothing` closes **gateways too**: name those that must stay reachable in
 * `openGateways`, or open them with policies of their own. It does not reach waypoints, which obey policies with
 * `targetRefs` only. What belongs into the Istio install is in `meshConfig`.
 *
 * @see https://istio.io/latest/docs/ops/best-practices/security/
 * @example
 * new MeshBaseline(chart, 'mesh', { openGateways: [MeshGateway.istio('istio-ingressgateway')] });
 */
export class MeshBaseline extends Construct {
  /** The namespace whose policies apply to the whole mesh. */
  public readonly rootNamespace: string;
  /** The trust domain of the mesh. */
  public readonly trustDomain: string;
  /**
   * The part of MeshConfig that this baseline relies on, to be handed to the Istio install (such as Helm's `meshConfig`
   * value): root namespace, trust domain and aliases, and the access log format.
   */
  public readonly meshConfig: { [key: string]: unknown };

  public constructor(scope: Construct, id: string, given: MeshBaselineProps = {}) {
    super(scope, id);
    const misshapen = fieldProblems('a mesh baseline', given, FIELDS);
    const props = misshapen.length > 0 ? {} : given;
    const [trustDomain = DEFAULT_TRUST_DOMAIN, ...aliases] = props.trustDomains ?? [];
    const accessLogs = props.accessLogs ?? true;
    const stage = props.stage ?? RolloutStage.STRICT;
    const logFields = stage === RolloutStage.OBSERVE ? { ...ACCESS_LOG_FIELDS, ...DRY_RUN_FIELDS } : ACCESS_LOG_FIELDS;
    this.rootNamespace = props.rootNamespace ?? DEFAULT_ROOT_NAMESPACE;
    this.trustDomain = trustDomain;
    this.meshConfig = {
      rootNamespace: this.rootNamespace,
      trustDomain,
      ...(aliases.length === 0 ? {} : { trustDomainAliases: aliases }),
      ...(accessLogs ? accessLogMeshConfig(props.accessLogFields ?? logFields) : {}),
    };
    const problems = [
      checkDnsLabel('root namespace', this.rootNamespace),
      ...[trustDomain, ...aliases].map(checkTrustDomain),
      props.trustDomains?.length === 0
        ? '`trustDomains` is an empty list; leave it out, or name the trust domain of the mesh'
        : undefined,
      props.accessLogs === false && props.accessLogFields !== undefined
        ? '`accessLogFields` is given and `accessLogs` is off; remove one of them'
        : undefined,
      props.defaultDeny === false && props.openGateways !== undefined
        ? '`openGateways` is given and `defaultDeny` is off, so gateways are open already; remove one of them'
        : undefined,
      ...(props.openGateways ?? []).flatMap((gateway) => gateway._problems()),
      ...repeated(soundGateways(props).map(placeOf)).map(
        (gateway) => `gateway \`${gateway}\` is listed twice in \`openGateways\`; list it once`,
      ),
    ].filter((problem) => problem !== undefined);
    reportProblems(this, () => (misshapen.length > 0 ? misshapen : problems));
    ZeroTrustApp.of(this).addRootNamespace(this.rootNamespace);
    RolloutOfApp.of(this).declare({ construct: this, name: this.rootNamespace, what: 'the mesh', stage });
    addDefaultMutualTls(this, this.rootNamespace);
    if (props.defaultDeny ?? true) this.addDefaultDeny(soundGateways(props));
    if (accessLogs) this.addAccessLogs();
  }

  private addDefaultDeny(openGateways: readonly MeshGateway[]): void {
    for (const gateway of new Map(openGateways.map((each) => [placeOf(each), each])).values()) {
      addObject(this, `Open-${gateway.namespace}-${gateway.name}`, {
        gvk: AuthorizationPolicy.GVK,
        name: `${gateway.name}-open`,
        namespace: gateway.namespace,
        wave: SyncWave.OPEN_GATEWAY,
        stagedBy: this.rootNamespace,
        annotations: { 'cdk8s-zero-trust/suppress': 'ZT104: open on purpose, the workloads behind it decide' },
        spec: () => ({ ...gateway._attachment, action: 'ALLOW', rules: [{}] }),
      });
    }
    const rollout = RolloutOfApp.of(this);
    const closed = () => rollout.namespaceNames();
    addAllowNothing(this, this.rootNamespace, closed);
    rollout.addClosing({
      construct: this,
      what: 'the default deny of the mesh',
      namespace: this.rootNamespace,
      below: closed,
      fix: 'leave the mesh at `OBSERVE`, or at `defaultDeny: false`, until every namespace is at `DENY`; where the mesh is closed already, begin with the namespace at `DENY`',
    });
  }

  private addAccessLogs(): void {
    addObject(this, 'Telemetry', {
      gvk: Telemetry.GVK,
      name: 'mesh-default',
      namespace: this.rootNamespace,
      wave: SyncWave.BASELINE,
      spec: () => ({ accessLogging: [{ providers: [{ name: 'envoy' }] }] }),
    });
  }
}

const FIELDS: FieldChecks<MeshBaselineProps> = {
  rootNamespace: optional(isText, 'a text'),
  trustDomains: listOf(isText, 'a trust domain'),
  defaultDeny: optional(isFlag, '`true` or `false`'),
  stage: STAGE,
  openGateways: listOf(isGateway, 'a `MeshGateway`, such as `MeshGateway.istio(…)`'),
  accessLogs: optional(isFlag, '`true` or `false`'),
  accessLogFields: optional(isTextMap, 'operators by field name'),
};

function isGateway(value: unknown): boolean {
  return hasMembers(value, 'name', '_attachment');
}

/** The gateways that can be named at all; what is wrong with the others is told. */
function soundGateways({ openGateways = [] }: MeshBaselineProps): MeshGateway[] {
  return openGateways.filter((gateway) => gateway._problems().length === 0);
}

function placeOf({ namespace, name }: MeshGateway): string {
  return `${namespace}/${name}`;
}

function repeated(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}
