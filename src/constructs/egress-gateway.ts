import { Construct } from 'constructs';
import {
  Gateway,
  type GatewaySpec,
  type GatewaySpecServers,
  GatewaySpecServersTlsMode as ServerTls,
} from '../../imports/networking.istio.io';
import { checkTrustDomain, principalOf } from '../istio/identity';
import { DEFAULT_TRUST_DOMAIN } from '../istio/limits';
import { checkDnsLabel, checkDnsSubdomain } from '../istio/names';
import { checkPort, checkPortNumber } from '../istio/ports';
import { SyncWave } from './argo-cd';
import type { EgressGatewayProps } from './egress-gateway-props';
import { type EgressLeg, subsetOf, writeLeg } from './egress-leg';
import {
  type FieldChecks,
  fieldProblems,
  hasMembers,
  isText,
  isTextMap,
  judgedElsewhere,
  optional,
  reportProblems,
  required,
} from './given-shape';
import { addObject } from './istio-object';
import { MeshGateway } from './mesh-gateway';
import { NetworkOfApp, type NetworkPods } from './network-pods';
import { TargetPolicy } from './target-policy';
import { TrafficHost } from './traffic-host';

/**
 * Where calls leave the mesh: the hosts of its routes are called by this gateway alone, and callers come to it over
 * mTLS, so that it knows who they are. An AuthorizationPolicy `<name>-allow` at the gateway allows what its routes say,
 * and nothing until there is one.
 *
 * @see https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/
 * @example
 * const gateway = new EgressGateway(chart, 'egress', {
 *   namespace: 'istio-egress',
 *   serviceAccount: 'istio-egressgateway',
 * });
 */
export class EgressGateway extends Construct {
  /** Its name, which its policy begins with. */
  public readonly gatewayName: string;
  /** The namespace of its pods. */
  public readonly namespaceName: string;

  /** @internal */
  public readonly _pods?: NetworkPods;

  private readonly props: EgressGatewayProps;
  private readonly allow?: TargetPolicy;
  private readonly legs: EgressLeg[] = [];
  private hasRoutes = false;

  public constructor(scope: Construct, id: string, props: EgressGatewayProps) {
    super(scope, id);
    this.props = props;
    const misshapen = fieldProblems('an egress gateway', props, FIELDS);
    this.gatewayName = misshapen.length > 0 ? id : (props.name ?? id);
    this.namespaceName = misshapen.length > 0 ? 'unknown' : props.namespace;
    const problems = misshapen.length > 0 ? misshapen : gatewayProblems(this.gatewayName, props);
    if (problems.length > 0) {
      // Nothing is written for a gateway that is not understood; the message stops the synth.
      reportProblems(this, () => problems);
      return;
    }
    const { labels = LABELS } = props;
    const pods = MeshGateway.istio(this.gatewayName, { namespace: this.namespaceName, labels });
    this.allow = new TargetPolicy(
      { scope, id, name: this.gatewayName, namespace: this.namespaceName, attachment: () => pods._attachment },
      'ALLOW',
    );
    this._pods = this.networkPods(labels, this.allow);
    NetworkOfApp.of(this).add(this._pods);
    addObject(this, 'Gateway', {
      gvk: Gateway.GVK,
      name: this.gatewayName,
      namespace: this.namespaceName,
      wave: SyncWave.EXPOSURE,
      spec: (): GatewaySpec => ({ selector: { ...labels }, servers: this.servers() }),
    });
    reportProblems(this, () =>
      this.hasRoutes
        ? []
        : [`gateway \`${this.gatewayName}\` has no route, so it would listen for nothing; add an \`EgressRoute\``],
    );
  }

  /** Says that there is a route, right or wrong. @internal */
  public _expectRoute(): void {
    this.hasRoutes = true;
  }

  /** Writes what leads the callers to the gateway, and what it does with their calls. @internal */
  public _addLeg(scope: Construct, leg: EgressLeg): void {
    if (this.allow === undefined) return;
    const { namespace, service = SERVICE, port = PORT, targetPort = TARGET_PORT } = this.props;
    const place = { namespace, name: this.gatewayName, host: TrafficHost.service(service, namespace).host, port };
    this.legs.push(leg);
    this.allow.addRule({
      from: leg.from.map((source) => source._toIstio()),
      to: [{ operation: { ports: [String(targetPort)], ...(leg.isHttp ? { hosts: spellingsOf(leg.hosts) } : {}) } }],
      // of TLS that is passed on, the name is all that is seen of the host
      when: leg.isHttp ? [] : [{ key: 'connection.sni', values: [...leg.hosts].sort() }],
    });
    writeLeg(scope, place, leg);
  }

  /** One server for each host, bound from the namespace of its route only. */
  private servers(): GatewaySpecServers[] {
    const { port = PORT } = this.props;
    return this.legs
      .flatMap(({ hosts, namespace, isHttp }) => hosts.map((host) => ({ host, namespace, isHttp })))
      .sort((a, b) => (a.host < b.host ? -1 : 1))
      .map(({ host, namespace, isHttp }) => ({
        port: {
          number: port,
          name: `${isHttp ? 'https' : 'tls'}-${subsetOf(host)}`,
          protocol: isHttp ? 'HTTPS' : 'TLS',
        },
        hosts: [`${namespace}/${host}`],
        tls: { mode: ServerTls.ISTIO_UNDERSCORE_MUTUAL },
      }));
  }

  private networkPods(labels: { readonly [key: string]: string }, allow: TargetPolicy): NetworkPods {
    const { namespace, serviceAccount, trustDomain = DEFAULT_TRUST_DOMAIN } = this.props;
    return {
      identity: {
        serviceAccountName: this.gatewayName,
        namespaceName: namespace,
        principal: principalOf(trustDomain, namespace, serviceAccount),
        enforcement: 'http',
      },
      selector: () => ({ ...labels }),
      allowRules: () => allow.rules(),
    };
  }
}

const LABELS = { istio: 'egressgateway' };
const SERVICE = 'istio-egressgateway';
const PORT = 443;
const TARGET_PORT = 8443;

/** A request may name the port beside the host. */
function spellingsOf(hosts: readonly string[]): string[] {
  return [...hosts].sort().flatMap((host) => [host, `${host}:*`]);
}

const text = optional(isText, 'a text');
const FIELDS: FieldChecks<EgressGatewayProps> = {
  namespace: required(isText, 'the name of a namespace'),
  serviceAccount: required(isText, 'the name of a service account'),
  labels: optional(isTextMap, "texts by key, such as `{ istio: 'egressgateway' }`"),
  service: text,
  port: judgedElsewhere,
  targetPort: judgedElsewhere,
  name: text,
  trustDomain: text,
};

function gatewayProblems(name: string, props: EgressGatewayProps): string[] {
  const { namespace, serviceAccount, labels = LABELS, service = SERVICE, trustDomain = DEFAULT_TRUST_DOMAIN } = props;
  const { port = PORT, targetPort = TARGET_PORT } = props;
  return [
    ...MeshGateway.istio(name, { namespace, labels })._problems(),
    checkDnsSubdomain('service account', serviceAccount),
    checkDnsLabel('service', service),
    checkPortNumber(port), // of the Service
    checkPort(targetPort),
    checkTrustDomain(trustDomain),
  ].filter((problem) => problem !== undefined);
}

/** Whether it is an egress gateway of this library. @internal */
export function isEgressGateway(value: unknown): boolean {
  return hasMembers(value, '_addLeg', 'gatewayName');
}
