/**
 * By which doors do calls come to a target behind a waypoint? By Services, whose ports the waypoint sees where rules
 * are written with the workload's, or by the pods' own addresses. What no door leads to goes past the waypoint, where
 * only ztunnel judges it.
 */
import type { Construct } from 'constructs';
import type { AuthorizationPolicySpecRules as Rule } from '../../imports/security.istio.io';
import { unseenByZtunnel } from './enforceable';
import { IdentityRegistry } from './identity-registry';
import type { KnownIdentity } from './known-identity';
import type { PolicyAttachment } from './target-policy';
import { type KnownService, ServicesInApp } from './services-in-app';
import type { Waypoint } from './waypoint';

const MAX_TARGETS = 16;

/** The doors to one target; they are known at synth. @internal */
export class WaypointDoors {
  public constructor(
    private readonly construct: Construct,
    private readonly identity: KnownIdentity,
    public readonly waypoint: Waypoint,
    /** of its pods, a workload each */
    private readonly podLabels: () => { [key: string]: string }[],
  ) {}

  /** What its policies are attached to; undefined without a door. */
  public attachment(): PolicyAttachment | undefined {
    if (this.waypoint._isForPods) {
      return {
        targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: this.waypoint.waypointName }],
      };
    }
    const names = this.services().map(({ name }) => name);
    return names.length === 0
      ? undefined
      : { targetRefs: names.sort().map((name) => ({ group: '', kind: 'Service', name })) };
  }

  /** The rules as the waypoint sees the calls; those for ports without a door come to nothing there. */
  public rulesAtWaypoint(rules: readonly Rule[]): Rule[] {
    const seen = this.portsSeen();
    return rules.flatMap((rule) => withPorts(rule, seen) ?? []);
  }

  /** The rules for ports without a door, as far as ztunnel can judge them. */
  public rulesPastWaypoint(rules: readonly Rule[]): Rule[] {
    const seen = this.portsSeen();
    return rules
      .filter((rule) => rule.to !== undefined && unseenByZtunnel(rule).length === 0)
      .flatMap((rule) => withPorts(rule, (port) => (seen(port).length === 0 ? [port] : [])) ?? []);
  }

  /** The workload's ports at which the waypoint may call; undefined: any. */
  public lockedPorts(): string[] | undefined {
    const declared = this.identity.ports.map(({ port }) => port);
    if (this.waypoint._isForPods) return declared.length === 0 ? undefined : declared.map(String);
    const behind = this.services().flatMap(({ ports }) => ports.map(({ targetPort }) => Number(targetPort)));
    return [...new Set(behind)].filter((port) => declared.length === 0 || declared.includes(port)).map(String);
  }

  /** Whether calls to this port of the workload come through the waypoint. */
  public leadsTo(port: number): boolean {
    return this.portsSeen()(String(port)).length > 0;
  }

  /** Says by labels of the Services that this app writes which waypoint serves them. */
  public label(labels: { [key: string]: string }): void {
    for (const { written } of this.services()) {
      for (const [key, value] of Object.entries(labels)) written?.object.metadata.addLabel(key, value);
    }
  }

  /** What is wrong with the doors, given the rules of the target. */
  public problems(allowed: readonly Rule[], denied: readonly Rule[], hasTokens: boolean): string[] {
    const { serviceAccountName: name } = this.identity;
    const { waypointName } = this.waypoint;
    const services = this.services();
    const needsDoor = hasTokens || allowed.length + denied.length > this.rulesPastWaypoint(allowed).length;
    if (needsDoor && !this.waypoint._isForPods && services.length === 0) {
      return [
        `identity \`${name}\` stands behind waypoint \`${waypointName}\`, and no Service of this app leads to its pods, so that no call to it passes there; expose the workload, such as by \`exposeViaService\`, or name its Service in \`services\``,
      ];
    }
    return [
      services.length > MAX_TARGETS
        ? `identity \`${name}\` has ${services.length} Services, and a policy can be attached to ${MAX_TARGETS}; remove some`
        : undefined,
      ...services.flatMap((service) => this.serviceProblems(service)),
      ...ambiguousPorts(services).map(
        (port) =>
          `port \`${port}\` of the Services of identity \`${name}\` leads to different ports of its pods, which a rule at waypoint \`${waypointName}\` could not tell apart; give these Services different ports`,
      ),
      ...this.lostPorts(allowed).map(
        (port) =>
          `port \`${port}\` of identity \`${name}\` is exposed by no Service, so that calls to it go past waypoint \`${waypointName}\`, and methods, paths, hosts, headers and tokens cannot be enforced there; expose it, or use sources and ports only`,
      ),
      ...this.undefendedPorts(allowed, denied).map(
        (port) =>
          `port \`${port}\` of identity \`${name}\` is exposed by no Service, so that calls to it go past waypoint \`${waypointName}\`: a route opens it, and a \`DenyRoute\` or the guard of a token that covers it would not hold there; name other \`ports\` in one of them, or expose the port`,
      ),
    ].filter((problem) => problem !== undefined);
  }

  private services(): KnownService[] {
    if (this.waypoint._isForPods) return [];
    const { namespaceName, services } = this.identity;
    const told = services.map(({ name }) => name);
    const found = ServicesInApp.of(this.construct).before(namespaceName, this.podLabels());
    return [...services, ...found.filter(({ name }) => !told.includes(name))];
  }

  /** The ports that the waypoint sees in calls to this port of the workload. */
  private portsSeen(): (port: string) => string[] {
    if (this.waypoint._isForPods) return (port) => [port];
    const seen = new Map<string, string[]>();
    for (const { port, targetPort } of this.services().flatMap(({ ports }) => ports)) {
      seen.set(String(targetPort), [...(seen.get(String(targetPort)) ?? []), String(port)]);
    }
    return (port) => [...new Set(seen.get(port))].sort();
  }

  private serviceProblems({ name, ports, written }: KnownService): string[] {
    const { namespaceName } = this.identity;
    const behind =
      written === undefined ? [] : IdentityRegistry.of(this.construct).namesBehind(namespaceName, written.selector);
    return [
      ...ports
        .filter(({ targetPort }) => typeof targetPort === 'string')
        .map(
          ({ port, targetPort }) =>
            `port \`${port}\` of Service \`${name}\` leads to the pods' port named \`${targetPort}\`, whose number the rules need; name the Service with its numbers in \`services\``,
        ),
      ...(behind.length > 1
        ? [
            `Service \`${name}\` leads to the pods of identities ${behind.map((each) => `\`${each}\``).join(' and ')}, and a waypoint cannot tell whom a call will reach; give each a Service of its own`,
          ]
        : []),
    ];
  }

  /** Ports of rules about HTTP that are enforced nowhere. */
  private lostPorts(rules: readonly Rule[]): string[] {
    const lost = rules.filter(
      (rule) => this.rulesAtWaypoint([rule]).length === 0 && this.rulesPastWaypoint([rule]).length === 0,
    );
    return portsOf(lost);
  }

  /** Ports that rules open past the waypoint, and that denials cover. */
  private undefendedPorts(allowed: readonly Rule[], denied: readonly Rule[]): string[] {
    const covered = portsOf(denied);
    const isEverywhere = denied.some(({ to = [{}] }) => to.some(({ operation }) => operation?.ports === undefined));
    return portsOf(this.rulesPastWaypoint(allowed)).filter((port) => isEverywhere || covered.includes(port));
  }
}

/** The rule on other ports; undefined if none is left of those that it names. */
function withPorts(rule: Rule, portsFor: (port: string) => string[]): Rule | undefined {
  if (rule.to === undefined) return rule;
  const to = rule.to.flatMap(({ operation = {} }) => {
    const { ports, notPorts, ...rest } = operation;
    const [on, notOn] = [ports?.flatMap(portsFor), notPorts?.flatMap(portsFor)];
    // an empty list would mean every port
    if (on?.length === 0) return [];
    return [
      {
        operation: {
          ...rest,
          ...(on === undefined ? {} : { ports: on.sort() }),
          ...(notOn === undefined || notOn.length === 0 ? {} : { notPorts: notOn.sort() }),
        },
      },
    ];
  });
  return to.length === 0 ? undefined : { ...rule, to };
}

function portsOf(rules: readonly Rule[]): string[] {
  return [...new Set(rules.flatMap(({ to = [] }) => to.flatMap(({ operation }) => operation?.ports ?? [])))].sort();
}

/** Ports of Services that lead to more than one port of the pods. */
function ambiguousPorts(services: readonly KnownService[]): number[] {
  const targets = new Map<number, Set<number | string>>();
  for (const { port, targetPort } of services.flatMap(({ ports }) => ports)) {
    targets.set(port, (targets.get(port) ?? new Set()).add(targetPort));
  }
  return [...targets].filter(([, behind]) => behind.size > 1).map(([port]) => port);
}
