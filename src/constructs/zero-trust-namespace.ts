import { type ApiObject, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { DestinationRule, DestinationRuleSpecTrafficPolicyTlsMode } from '../../imports/networking.istio.io';
import { checkTrustDomain } from '../istio/identity';
import { DEFAULT_TRUST_DOMAIN } from '../istio/limits';
import { checkDnsLabel, checkLabelValue } from '../istio/names';
import { SyncWave } from './argo-cd';
import { addAllowNothing, addDefaultMutualTls } from './closed-by-default';
import { DataPlane } from './data-plane';
import {
  type FieldChecks,
  fieldProblems,
  hasMembers,
  isFlag,
  isOneOf,
  isText,
  isTextMap,
  optional,
  reportProblems,
  required,
} from './given-shape';
import { addObject } from './istio-object';
import { RolloutOfApp, RolloutStage, STAGE } from './rollout-stage';
import { type ISource, Source } from './source';
import { TrafficHost } from './traffic-host';
import { Waypoint } from './waypoint';
import type { IMeshNamespace } from './waypoint-props';
import { ZeroTrustApp } from './zero-trust-app';

/**
 * How strictly Kubernetes judges the pods of a namespace.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export enum PodSecurityLevel {
  /** no restriction */
  PRIVILEGED = 'privileged',
  /** no known way for a pod to raise its privileges */
  BASELINE = 'baseline',
  /** needs Istio's CNI plugin with sidecars, whose init container is otherwise refused */
  RESTRICTED = 'restricted',
}

/** What is known of a namespace that this app does not own. */
export interface NamespaceOptions {
  /**
   * What enforces policies there.
   * @default DataPlane.sidecar()
   */
  readonly dataPlane?: DataPlane;
  /**
   * The trust domain of its identities.
   * @default cluster.local
   */
  readonly trustDomain?: string;
  /**
   * How far it is on its way, if it carries traffic already.
   * @default RolloutStage.STRICT
   */
  readonly stage?: RolloutStage;
  /**
   * Whether to write a DestinationRule `default` that makes callers speak Istio's mTLS to every Service of the
   * namespace. Only for meshes without auto mTLS; it fails for pods without a proxy.
   * @default false
   */
  readonly mutualTlsForCallers?: boolean;
}

/** A namespace and how it is protected. */
export interface ZeroTrustNamespaceProps extends NamespaceOptions {
  /**
   * Its name.
   * @default - the id of the construct
   */
  readonly name?: string;
  /**
   * More labels of the Namespace object.
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * The Pod Security Standard that is enforced.
   * @default - what the cluster enforces
   */
  readonly podSecurity?: PodSecurityLevel;
}

/**
 * A namespace in which nothing is reachable until a route says so, and every connection is mTLS.
 *
 * Istio is open by default: without a policy every request is allowed. Three objects close it: the Namespace with the
 * label that brings its pods into the mesh, a PeerAuthentication `default` with mode STRICT, and an AuthorizationPolicy
 * `allow-nothing` with `spec: {}`, which allows nothing, and to which any `AllowRoute` adds. As a source it means every
 * identity of the namespace.
 *
 * @see https://istio.io/latest/docs/ops/best-practices/security/#use-default-deny-patterns
 * @example
 * const shop = new ZeroTrustNamespace(chart, 'shop');
 */
export class ZeroTrustNamespace extends Construct implements ISource, IMeshNamespace {
  /** Protects a namespace that exists already and is owned by somebody else: all but the Namespace object. */
  public static fromName(
    scope: Construct,
    id: string,
    name: string,
    options: NamespaceOptions = {},
  ): ZeroTrustNamespace {
    return new ZeroTrustNamespace(scope, id, { ...options, name }, false);
  }

  /** The name of the namespace. */
  public readonly namespaceName: string;
  /** The trust domain of its identities. */
  public readonly trustDomain: string;
  /** What enforces policies there. */
  public readonly dataPlane: DataPlane;
  /** How far it is on its way. */
  public readonly stage: RolloutStage;
  /** The Namespace object, unless it is owned by somebody else. */
  public readonly apiObject?: ApiObject;
  /** The waypoint before its Services, if it has one. */
  public readonly waypoint?: Waypoint;

  public constructor(scope: Construct, id: string, props?: ZeroTrustNamespaceProps);
  /** @internal */
  public constructor(scope: Construct, id: string, props: ZeroTrustNamespaceProps | undefined, owned: boolean);
  public constructor(scope: Construct, id: string, props: ZeroTrustNamespaceProps = {}, owned = true) {
    super(scope, id);
    const misshapen = owned
      ? fieldProblems('a namespace', props, FIELDS)
      : fieldProblems('a namespace', props, EXISTING_FIELDS);
    const { name, trustDomain, dataPlane, stage } = misshapen.length > 0 ? {} : props;
    this.namespaceName = name ?? id;
    this.trustDomain = trustDomain ?? DEFAULT_TRUST_DOMAIN;
    this.dataPlane = dataPlane ?? DataPlane.sidecar();
    this.stage = stage ?? RolloutStage.STRICT;
    const problems = misshapen.length > 0 ? misshapen : this.problems(props);
    if (problems.length > 0) reportProblems(this, () => problems);
    // Nothing is written for a namespace that is not understood; the message stops the synth.
    if (misshapen.length > 0) return;
    // Asked at synth, as the baseline that names the root namespace may come later.
    ZeroTrustApp.of(this).addCheck({ atSynth: () => this.rootProblems() });
    RolloutOfApp.of(this).declare({
      construct: this,
      name: this.namespaceName,
      what: `namespace \`${this.namespaceName}\``,
      stage: this.stage,
      ...this.unseen(),
    });
    const labels = this.labels(props);
    if (owned) this.apiObject = this.addNamespace(labels);
    addDefaultMutualTls(this, this.namespaceName);
    addAllowNothing(this, this.namespaceName, () => [this.namespaceName]);
    if (props.mutualTlsForCallers ?? false) this.addDestinationRule();
    const waypoint = problems.length === 0 ? this.waypointOf(this.dataPlane) : undefined;
    if (waypoint !== undefined) this.waypoint = waypoint;
  }

  public toSource(): Source {
    // `namespaces` looks at no trust domain, so that a namespace of the same name in another mesh would be meant too.
    return this.trustDomain === DEFAULT_TRUST_DOMAIN
      ? Source.namespaces(this.namespaceName)
      : Source.principals(`${this.trustDomain}/ns/${this.namespaceName}/*`);
  }

  /** Its own, or the one of the data plane, which its labels then choose. */
  private waypointOf({ _waypoint: { options, waypoint } }: DataPlane): Waypoint | undefined {
    const used = options === undefined ? waypoint : new Waypoint(this, 'waypoint', { ...options, namespace: this });
    if (used === undefined) return undefined;
    used._serve(this.namespaceName);
    for (const [key, value] of Object.entries(used._labelsIn(this.namespaceName))) {
      this.apiObject?.metadata.addLabel(key, value);
    }
    return used;
  }

  private labels(props: ZeroTrustNamespaceProps): { [key: string]: string } {
    return {
      ...this.podSecurityLabels(props.podSecurity),
      ...props.labels,
      ...this.dataPlane.labels,
    };
  }

  /** What is no dry run would refuse pods that are replaced. */
  private podSecurityLabels(level: PodSecurityLevel | undefined): { [key: string]: string } {
    if (level === undefined) return {};
    const modes = this.stage === RolloutStage.OBSERVE ? ['audit', 'warn'] : ['enforce'];
    return Object.fromEntries(modes.map((mode) => [`pod-security.kubernetes.io/${mode}`, level]));
  }

  /** ztunnel is sent no dry run, unless istiod is told to. */
  private unseen(): { readonly unseen?: string } {
    if (!this.dataPlane._isAmbient) return {};
    const flag = 'istiod sends it no dry run without `AMBIENT_ENABLE_DRY_RUN_AUTHORIZATION_POLICY`';
    return this.dataPlane._enforcement === 'waypoint'
      ? { unseen: `the waypoint tells what it would refuse, and ztunnel does not, as ${flag}` }
      : { unseen: `nothing tells what ztunnel would refuse, as ${flag}` };
  }

  private addNamespace(labels: { [key: string]: string }): ApiObject {
    const object = addObject(this, 'Namespace', {
      gvk: { apiVersion: 'v1', kind: 'Namespace' },
      name: this.namespaceName,
      labels,
      wave: SyncWave.NAMESPACE,
    });
    // cdk8s gives every object the namespace of its chart, also those that live in none.
    if (object.metadata.namespace !== undefined) object.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
    return object;
  }

  private addDestinationRule(): void {
    addObject(this, 'DestinationRule', {
      gvk: DestinationRule.GVK,
      name: 'default',
      namespace: this.namespaceName,
      wave: SyncWave.BASELINE,
      isHeldBack: true,
      spec: () => ({
        host: TrafficHost.allServices(this.namespaceName).host,
        trafficPolicy: { tls: { mode: DestinationRuleSpecTrafficPolicyTlsMode.ISTIO_UNDERSCORE_MUTUAL } },
      }),
    });
  }

  private rootProblems(): string[] {
    return ZeroTrustApp.of(this).isRootNamespace(this.namespaceName)
      ? [
          `namespace \`${this.namespaceName}\` (\`${this.node.path}\`) is the root namespace, whose policies hold for the whole mesh; use \`MeshBaseline\` for it`,
        ]
      : [];
  }

  private problems({ labels = {}, mutualTlsForCallers = false }: ZeroTrustNamespaceProps): string[] {
    const taken = [
      ...['istio-injection', 'istio.io/rev', 'istio.io/dataplane-mode'],
      ...['istio.io/use-waypoint', 'istio.io/use-waypoint-namespace', 'istio.io/ingress-use-waypoint'],
      'pod-security.kubernetes.io/enforce',
    ];
    return [
      mutualTlsForCallers && this.dataPlane._enforcement === 'tcp'
        ? `\`mutualTlsForCallers\` writes a DestinationRule, which ztunnel does not read as it always speaks mTLS; leave it out`
        : undefined,
      checkDnsLabel('namespace', this.namespaceName),
      checkTrustDomain(this.trustDomain),
      ...this.dataPlane._problems(),
      ...Object.entries(labels).map(([key, value]) => checkLabelValue(key, value)),
      ...taken
        .filter((label) => label in labels)
        .map(
          (label) =>
            `label \`${label}\` is set by \`${label.startsWith('pod') ? 'podSecurity' : 'dataPlane'}\`; use that property, so that only one of them decides`,
        ),
    ].filter((problem) => problem !== undefined);
  }
}

const EXISTING_FIELDS: FieldChecks<Pick<ZeroTrustNamespaceProps, 'name' | keyof NamespaceOptions>> = {
  name: required(isText, 'a text'),
  dataPlane: optional(isDataPlane, 'a `DataPlane`, such as `DataPlane.sidecar()`'),
  trustDomain: optional(isText, 'a text'),
  stage: STAGE,
  mutualTlsForCallers: optional(isFlag, '`true` or `false`'),
};
const FIELDS: FieldChecks<ZeroTrustNamespaceProps> = {
  ...EXISTING_FIELDS,
  name: optional(isText, 'a text'),
  labels: optional(isTextMap, "texts by key, such as `{ team: 'shop' }`"),
  podSecurity: optional(isOneOf(PodSecurityLevel), 'a `PodSecurityLevel`, such as `PodSecurityLevel.RESTRICTED`'),
};

function isDataPlane(value: unknown): boolean {
  return hasMembers(value, 'labels', '_enforcement', '_waypoint');
}

/** Whether it is a namespace of this library. */
export function isNamespace(value: unknown): boolean {
  return hasMembers(value, 'namespaceName', 'dataPlane');
}
