import { Construct } from 'constructs';
import { PeerAuthentication } from '../../imports/security.istio.io';
import { checkPort } from '../istio/ports';
import { SyncWave } from './argo-cd';
import {
  type FieldChecks,
  fieldProblems,
  hasMembers,
  isOneOf,
  isText,
  listOf,
  optional,
  reportProblems,
  required,
  shapeOf,
} from './given-shape';
import { addObject } from './istio-object';
import { RolloutOfApp } from './rollout-stage';
import { type IRouteTarget, isRouteTarget } from './route-target';
import { ZeroTrustApp } from './zero-trust-app';
import { isWithoutReason, reasonAnnotations } from './written-reason';

/**
 * Which connections a workload accepts.
 *
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/#PeerAuthentication-MutualTLS-Mode
 */
export enum MtlsMode {
  /** mTLS only */
  STRICT = 'STRICT',
  /** mTLS and plaintext; a plaintext caller has no identity */
  PERMISSIVE = 'PERMISSIVE',
  /** plaintext only */
  DISABLE = 'DISABLE',
}

/** The mode of one port. */
export interface PortMtls {
  /** The port that the workload listens on. */
  readonly port: number;
  /** Which connections it accepts. */
  readonly mode: MtlsMode;
}

/** How one workload accepts connections. */
export interface MutualTlsProps {
  /** The workload. */
  readonly target: IRouteTarget;
  /**
   * The mode of all ports that `ports` does not name.
   * @default MtlsMode.STRICT
   */
  readonly mode?: MtlsMode;
  /**
   * Modes of single ports.
   * @default - none
   */
  readonly ports?: PortMtls[];
  /**
   * Why a mode weaker than STRICT is right here; kept as an annotation. Needed for such a mode.
   * @default - none
   */
  readonly reason?: string;
}

/**
 * Which connections one workload accepts, port by port: a PeerAuthentication `<target>`. It overrides the namespace's
 * and the mesh's mode in either direction, so that a weaker mode needs a written reason.
 *
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 * @example
 * new MutualTls(chart, 'metrics', {
 *   target: backend,
 *   ports: [{ port: 9090, mode: MtlsMode.PERMISSIVE }],
 *   reason: 'scraped from outside the mesh',
 * });
 */
export class MutualTls extends Construct {
  public constructor(scope: Construct, id: string, props: MutualTlsProps) {
    super(scope, id);
    const misshapen = mutualTlsShape(props);
    if (misshapen.length > 0) {
      // Nothing is written for what is not understood; the message stops the synth.
      reportProblems(this, () => misshapen);
      return;
    }
    const { target, mode = MtlsMode.STRICT, ports = [], reason } = props;
    const isWeaker = [mode, ...ports.map((port) => port.mode)].some((each) => each !== MtlsMode.STRICT);
    reportProblems(this, () => [
      ...mutualTlsProblems(props, isWeaker),
      ...(ZeroTrustApp.of(this).isRootNamespace(target.namespaceName)
        ? [
            `target \`${target.serviceAccountName}\` is in the root namespace \`${target.namespaceName}\`, where Istio ignores a PeerAuthentication for single workloads; run it in a namespace of its own`,
          ]
        : []),
    ]);
    addObject(this, 'PeerAuthentication', {
      gvk: PeerAuthentication.GVK,
      name: target.serviceAccountName,
      namespace: target.namespaceName,
      wave: SyncWave.BASELINE,
      restricts: !isWeaker,
      ...reasonAnnotations(reason),
      spec: () => {
        const isPermissive = RolloutOfApp.of(this).isPermissive(target.namespaceName);
        const modeIn = (wanted: MtlsMode) => ({ mode: isPermissive ? MtlsMode.PERMISSIVE : wanted });
        return {
          selector: { matchLabels: target._target.selector() },
          mtls: modeIn(mode),
          ...(ports.length === 0
            ? {}
            : { portLevelMtls: Object.fromEntries(ports.map((port) => [String(port.port), modeIn(port.mode)])) }),
        };
      },
    });
  }
}

const MODE = 'a `MtlsMode`, such as `MtlsMode.PERMISSIVE`';
const isMode = isOneOf(MtlsMode);
const FIELDS: FieldChecks<MutualTlsProps> = {
  target: required(isRouteTarget, 'a `ServiceIdentity`'),
  mode: optional(isMode, MODE),
  ports: listOf((port) => hasMembers(port, 'port', 'mode'), '`{ port, mode }`'),
  reason: optional(isText, 'a text'),
};

function mutualTlsShape(props: MutualTlsProps): string[] {
  const shape = fieldProblems('an mTLS mode', props, FIELDS);
  return shape.length > 0
    ? shape
    : (props.ports ?? []).flatMap(({ port, mode }) => shapeOf(`mode\` of port \`${port}`, mode, isMode, MODE));
}

function mutualTlsProblems(props: MutualTlsProps, isWeaker: boolean): string[] {
  const { target, ports, reason } = props;
  const declared = target.ports.map((port) => port.port);
  const numbers = (ports ?? []).map((port) => port.port);
  return [
    ...numbers.map((port) => checkPort(port)),
    ...numbers
      .filter((port, index) => numbers.indexOf(port) !== index)
      .map((port) => `port \`${port}\` has two modes; name each port once`),
    ...numbers
      .filter((port) => checkPort(port) === undefined && declared.length > 0 && !declared.includes(port))
      .map(
        (port) =>
          `port \`${port}\` is not declared by target \`${target.serviceAccountName}\`, which listens on ${declared.map((d) => `\`${d}\``).join(', ')}; ports are the workload's, not the Service's`,
      ),
    isWeaker && isWithoutReason(reason)
      ? 'a mode weaker than `STRICT` lets callers in without identity; say why in `reason`'
      : undefined,
    !isWeaker && reason !== undefined
      ? '`reason` explains a mode weaker than `STRICT`, and there is none; remove it'
      : undefined,
    ...ambientProblems(props),
    Object.keys(target._target.selector()).length === 0
      ? `identity \`${target.serviceAccountName}\` has no workload; call \`attachTo(workload)\` or \`select(labels)\`, so that the policy selects something`
      : undefined,
  ].filter((problem) => problem !== undefined);
}

/** ztunnel always takes mTLS, and the lock of a waypoint lets nobody in who has no identity. */
function ambientProblems({ target, mode = MtlsMode.STRICT, ports = [] }: MutualTlsProps): string[] {
  const { identity, doors } = target._target;
  if (identity.enforcement !== 'tcp' && doors === undefined) return [];
  const modes = [mode, ...ports.map((port) => port.mode)];
  const shut =
    doors === undefined
      ? []
      : [
          ...(mode === MtlsMode.STRICT ? [] : [`mode \`${mode}\``]),
          ...ports
            .filter((port) => port.mode !== MtlsMode.STRICT && doors.leadsTo(port.port))
            .map((port) => `mode \`${port.mode}\` of port \`${port.port}\``),
        ];
  return [
    ...(modes.includes(MtlsMode.DISABLE)
      ? [
          `mode \`DISABLE\` cannot be had in ambient namespace \`${target.namespaceName}\`, where ztunnel always takes mTLS, too; write \`PERMISSIVE\``,
        ]
      : []),
    ...shut.map(
      (each) =>
        `${each} lets in plaintext, which passes no waypoint, and nobody else is let in to target \`${target.serviceAccountName}\`; leave it at \`STRICT\`, or name single ports that no Service exposes`,
    ),
  ];
}
