import { Construct } from 'constructs';
import {
  Gateway,
  type GatewaySpec,
  GatewaySpecListenersAllowedRoutesNamespacesFrom as From,
} from '../../imports/gateway.networking.k8s.io';
import { AuthorizationPolicy } from '../../imports/security.istio.io';
import { apiGroup } from '../istio/api-group';
import { checkTrustDomain, principalOf } from '../istio/identity';
import { DEFAULT_TRUST_DOMAIN } from '../istio/limits';
import { checkDnsLabel, checkDnsSubdomain } from '../istio/names';
import { SyncWave } from './argo-cd';
import { type FieldChecks, fieldProblems, hasMembers, isText, optional, reportProblems, required } from './given-shape';
import { addObject } from './istio-object';
import { NetworkOfApp, type NetworkPods } from './network-pods';
import { RolloutOfApp } from './rollout-stage';
import { type IServiceIdentity, Source } from './source';
import { waypointAccounts } from './waypoint-accounts';
import {
  WAYPOINT_OPTIONS,
  type WaypointOptions,
  type WaypointProps,
  type WaypointReference,
  WaypointTraffic,
} from './waypoint-props';

/**
 * A proxy that stands before workloads of ambient and enforces there what ztunnel cannot: methods, paths, hosts,
 * headers and tokens.
 *
 * Two objects: a Gateway of class `istio-waypoint`, from which istiod makes the proxy, and an AuthorizationPolicy
 * `<name>-allow-nothing` for it, as neither a namespace's nor the mesh's default deny reaches a waypoint. Routes to
 * what stands behind it are attached to the Services, and each such workload gets a lock `<target>-lock`: ztunnel lets
 * nobody in but the waypoint, or every caller could go past it.
 *
 * `DataPlane.ambientWithWaypoint()` brings one along for a namespace, so that this is for waypoints of several
 * namespaces (`DataPlane.ambientBehind`) or of single identities (`waypoint` of a `ServiceIdentity`). As a source it is
 * its own identity, as which it calls what stands behind it.
 *
 * @see https://istio.io/latest/docs/ambient/usage/waypoint/
 * @example
 * const waypoint = new Waypoint(chart, 'waypoint', { namespace: infra });
 * const shop = new ZeroTrustNamespace(chart, 'shop', { dataPlane: DataPlane.ambientBehind(waypoint) });
 */
export class Waypoint extends Construct implements IServiceIdentity {
  /**
   * One that exists already, for Services only (`istio.io/waypoint-for: service`): past one for pods, too, nothing of
   * this app would hold. Its owner must let it take the namespaces that use it.
   */
  public static fromName(scope: Construct, id: string, reference: WaypointReference): Waypoint {
    return new Waypoint(scope, id, reference, false);
  }

  /** Its name. */
  public readonly waypointName: string;
  /** The namespace that it runs in. */
  public readonly namespaceName: string;
  /** Which calls go through it. */
  public readonly traffic: WaypointTraffic;
  public readonly principal: string;

  /** @internal */
  public readonly _pods: NetworkPods;

  private readonly served = new Set<string>();
  private readonly identities: string[] = [];
  private source?: Source;

  public constructor(scope: Construct, id: string, props: WaypointProps);
  /** @internal */
  public constructor(scope: Construct, id: string, props: WaypointProps | WaypointReference, owned: boolean);
  public constructor(scope: Construct, id: string, props: WaypointProps | WaypointReference, owned = true) {
    super(scope, id);
    const misshapen = owned
      ? fieldProblems('a waypoint', props as WaypointProps, FIELDS)
      : fieldProblems('a waypoint', props as WaypointReference, REFERENCE_FIELDS);
    const known = misshapen.length > 0 ? { name: id, namespace: 'unknown' } : props;
    const { name = id, namespace } = known;
    const { serviceAccountName = name, trustDomain = DEFAULT_TRUST_DOMAIN } = known as WaypointReference;
    const { traffic = WaypointTraffic.SERVICE } = known as WaypointOptions;
    const home = typeof namespace === 'string' ? { namespaceName: namespace, trustDomain } : namespace;
    this.waypointName = name;
    this.namespaceName = home.namespaceName;
    this.traffic = traffic;
    this.principal = principalOf(home.trustDomain, home.namespaceName, serviceAccountName);
    const problems = [
      checkDnsLabel('waypoint', name),
      checkDnsLabel('namespace', home.namespaceName),
      checkDnsSubdomain('service account', serviceAccountName),
      checkTrustDomain(home.trustDomain),
    ].filter((problem) => problem !== undefined);
    reportProblems(this, () => (misshapen.length > 0 ? misshapen : [...problems, ...this.sharingProblems()]));
    waypointAccounts(this).set(this.principal, name);
    this._pods = {
      identity: {
        serviceAccountName: name,
        namespaceName: this.namespaceName,
        principal: this.principal,
        enforcement: 'http',
      },
      // istiod labels what it deploys for a Gateway
      selector: () => ({ 'gateway.networking.k8s.io/gateway-name': name }),
      allowRules: () => [],
    };
    if (misshapen.length === 0) NetworkOfApp.of(this).add(this._pods);
    // Nothing is written for a waypoint that is not understood; the message stops the synth.
    if (owned && misshapen.length === 0) this.addObjects();
  }

  public get principals(): string[] {
    return [this.principal];
  }

  public toSource(): Source {
    this.source ??= Source.identities(this);
    return this.source;
  }

  /** The labels by which what stands in the namespace chooses this waypoint, gateways as callers included. @internal */
  public _labelsIn(namespace: string): { [key: string]: string } {
    return {
      'istio.io/use-waypoint': this.waypointName,
      ...(namespace === this.namespaceName ? {} : { 'istio.io/use-waypoint-namespace': this.namespaceName }),
      ...LED_FROM_GATEWAYS,
    };
  }

  /** Whether it is for calls to the pods' own addresses, and not to Services. @internal */
  public get _isForPods(): boolean {
    return this.traffic === WaypointTraffic.WORKLOAD;
  }

  /** Takes the calls to this namespace. @internal */
  public _serve(namespace: string): void {
    this.served.add(namespace);
  }

  /** Takes the calls to this identity. @internal */
  public _serveIdentity(namespace: string, name: string): void {
    this.identities.push(name);
    this._serve(namespace);
  }

  private addObjects(): void {
    const { waypointName: name, namespaceName: namespace } = this;
    addObject(this, 'Gateway', {
      gvk: Gateway.GVK,
      name,
      namespace,
      wave: SyncWave.WAYPOINT,
      labels: { 'istio.io/waypoint-for': this.traffic },
      spec: () => this.spec(),
    });
    addObject(this, 'AllowNothing', {
      gvk: AuthorizationPolicy.GVK,
      name: `${name}-allow-nothing`,
      namespace,
      wave: SyncWave.BASELINE,
      inDeny: { wave: SyncWave.CLOSING, of: () => [namespace, ...this.served] },
      restricts: true,
      spec: () => ({ targetRefs: [{ group: apiGroup(Gateway.GVK.apiVersion), kind: Gateway.GVK.kind, name }] }),
    });
    RolloutOfApp.of(this).addClosing({
      construct: this,
      what: `\`${name}-allow-nothing\``,
      namespace,
      below: () => [...this.served],
      fix: `leave namespace \`${namespace}\` of the waypoint at \`OBSERVE\`, too`,
    });
  }

  private spec(): GatewaySpec {
    const namespaces = [...this.served].sort();
    const isAtHome = namespaces.every((namespace) => namespace === this.namespaceName);
    const selector = {
      matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: namespaces }],
    };
    return {
      gatewayClassName: 'istio-waypoint',
      listeners: [
        {
          name: 'mesh',
          port: 15008,
          protocol: 'HBONE',
          // without it a listener takes its own namespace
          ...(isAtHome ? {} : { allowedRoutes: { namespaces: { from: From.SELECTOR, selector } } }),
        },
      ],
    };
  }

  /** Rules about calls to pods are attached to the waypoint itself, where they would hold for all that it serves. */
  private sharingProblems(): string[] {
    if (!this._isForPods) return [];
    const others = [...this.served].filter((namespace) => namespace !== this.namespaceName);
    return [
      this.identities.length === 1
        ? undefined
        : `waypoint \`${this.waypointName}\` is for calls to pods, whose rules hold for all that it serves, so it is for exactly one identity, and ${this.identities.length === 0 ? 'none names it' : `these name it: ${this.identities.map((name) => `\`${name}\``).join(', ')}`}; name it in \`waypoint\` of one \`ServiceIdentity\`, or make it one for Services`,
      others.length === 0
        ? undefined
        : `waypoint \`${this.waypointName}\` is for calls to pods, whose rules are written in its own namespace \`${this.namespaceName}\`, and serves \`${others.join('`, `')}\`; let it run there`,
    ].filter((problem) => problem !== undefined);
  }
}

const FIELDS: FieldChecks<WaypointProps> = {
  namespace: required((value) => hasMembers(value, 'namespaceName', 'trustDomain'), 'a `ZeroTrustNamespace`'),
  ...WAYPOINT_OPTIONS,
};
const REFERENCE_FIELDS: FieldChecks<WaypointReference> = {
  name: required(isText, 'the name of a waypoint'),
  namespace: required(isText, 'the name of a namespace'),
  serviceAccountName: optional(isText, 'a text'),
  trustDomain: optional(isText, 'a text'),
};

/** The label by which gateways, too, call through the waypoint. @internal */
export const LED_FROM_GATEWAYS = { 'istio.io/ingress-use-waypoint': 'true' };

/** Whether it is a waypoint of this library. */
export function isWaypoint(value: unknown): boolean {
  return hasMembers(value, 'waypointName', '_labelsIn');
}
