/** As whom does a caller arrive at the end of a way? The case says it, or leaves it to the proxy of a workload. */
import { principalOf } from '../../istio/identity';
import type { Mesh, ObjectName, Workload } from '../../policy/model';
import { remember } from '../../policy/remember';
import type { TrafficPolicy } from '../../policy/model-destination-rule';
import type { HttpRequest, Request, Target } from '../../policy/request';
import { tryServiceName } from '../../policy/short-host';
import { takesGateways } from '../../policy/waypoint';
import { nameOf } from '../../policy/metadata';
import { namedIn } from '../../policy/named-in';
import type { SpeakingCaller } from '../matching/arrival';
import { callersPlaneOf, type DataPlane } from '../ways/data-plane';
import type { NoWay, Way } from '../ways/way';
import type { ClientTls, Unspoken } from './client-speech';
import { PLAINTEXT } from './client-speech';
import { clientsOf } from './client-tls';

/** One way in which the caller may speak. A sidecar goes past waypoints, a ztunnel and some gateways through them. */
export interface PossibleCaller {
  readonly kind: 'speaks';
  readonly caller: SpeakingCaller;
  readonly usesWaypoints: boolean;
  /** whether the server name of its TLS is the host of each request, as Envoy does without a fixed one */
  readonly namesHost?: true;
  /** the DestinationRule under which it speaks so */
  readonly rule?: ObjectName;
  /** the ports that it may dial, where that is known */
  readonly ports?: readonly number[];
  /** why it may as well speak otherwise */
  readonly doubt?: string;
}

/** The ends of a call, which many calls share: all but the request itself. */
export interface Ends extends Pick<Request, 'from' | 'to'> {
  readonly isHttp: boolean;
  /** the sidecar of the caller has chosen the target by its routes */
  readonly isRouted?: true;
  /** the sidecar of the caller passes on what it gets, past all rules, in plaintext */
  readonly isPast?: true;
}

/** A way of a call, and as whom the caller arrives on it, or why it does not, as far as we can tell. */
export interface CallerOnWay {
  readonly way: Way | NoWay;
  readonly from: PossibleCaller | Unspoken;
}

/**
 * All that a caller may speak. Where it is not settled what the proxy of a workload speaks, every way it may be is
 * tried, and only an answer that they share is given. Undefined when the workload is not among the manifests.
 * INVARIANT: never empty, and each holds all ways of the call.
 */
export function possibleCallers(
  mesh: Mesh,
  near: (namespace: string) => Mesh,
): (ends: Ends, ways: readonly (Way | NoWay)[]) => readonly (readonly CallerOnWay[])[] | undefined {
  const speechOf = clientsOf(mesh, near);
  const speakerOf = remember((workload: Workload) => speakerIn(mesh, near(workload.namespace), workload));
  const callersNamed = namedIn(mesh.workloads);
  return (ends, ways) => {
    const { from } = ends;
    if (from.kind !== 'workload') {
      const caller: PossibleCaller = { kind: 'speaks', caller: from, usesWaypoints: from.kind === 'mtls' };
      return [ways.map((way) => ({ way, from: caller }))];
    }
    const callers = callersNamed(from.workload);
    return callers.length === 0 ? undefined : callers.flatMap((workload) => callersOn(workload, ends, ways));
  };

  function usesWaypoints(plane: DataPlane['kind'], to: Target): boolean {
    if (plane !== 'gateway') return plane === 'ztunnel';
    const name = to.kind === 'host' ? tryServiceName(to.host) : to.kind === 'service' ? to.service : undefined;
    if (name === undefined) return false;
    const space = near(name.namespace);
    const service = space.services.find((each) => nameOf(each) === nameOf(name));
    return service !== undefined && takesGateways(space, service);
  }

  function callersOn(
    workload: Workload,
    { from: { ip }, to, isHttp, isRouted, isPast }: Ends,
    ways: readonly (Way | NoWay)[],
  ): readonly (readonly CallerOnWay[])[] {
    const { plane, ...known } = speakerOf(workload);
    const caller: Speaker = {
      ...known,
      usesWaypoints: usesWaypoints(plane, to),
      ...(ip === undefined ? {} : { address: { ip } }),
    };
    const speechOn = (way: Way | NoWay): ClientTls =>
      // nobody is reached on no way, whatever is spoken; but that a host is refused is known without one
      isPast === true || (way.kind === 'lost' && to.kind !== 'host')
        ? PLAINTEXT
        : speechOf({
            caller: workload,
            to: calledAs(to, way),
            isHttp,
            ...(way.kind === 'way' ? { end: way.workload } : {}),
            ...(isRouted === undefined ? {} : { isRouted }),
          });
    const spoken = ways.map((way) => ({ way, speech: speechOn(way) }));
    const doubt = spoken.map(({ speech }) => speech).find(({ kind }) => kind === 'unsettled');
    if (doubt?.kind !== 'unsettled') {
      return [spoken.map(({ way, speech }) => ({ way, from: arrivalOf(caller, speech, way) }))];
    }
    return allSpeeches(mesh, caller).map((each) => {
      const from = { ...each, doubt: doubt.because };
      // whatever is spoken, what is no part of the called subset is not called
      return spoken.map(({ way, speech }) => ({ way, from: speech.kind === 'absent' ? speech : from }));
    });
  }
}

/** A gateway is called at its pods. */
function calledAs(to: Target, way: Way | NoWay): Target {
  if (to.kind !== 'gateway' || way.kind !== 'way') return to;
  const { namespace, name } = way.workload;
  return { kind: 'workload', workload: { namespace, name }, port: way.port };
}

function speakerIn({ settings }: Mesh, around: Mesh, workload: Workload): KnownSpeaker {
  const { namespace, serviceAccount, addresses } = workload;
  const [ip, ...others] = addresses;
  return {
    identity: principalOf(settings.trustDomain, namespace, serviceAccount),
    address: ip === undefined || others.length > 0 ? {} : { ip },
    plane: callersPlaneOf(around, workload).kind,
  };
}

/** A workload as a caller: who it is, whatever it speaks. */
interface KnownSpeaker {
  readonly identity: string;
  readonly address: { readonly ip?: string };
  readonly plane: DataPlane['kind'];
}

/** The same on its way to a target. */
interface Speaker extends Omit<KnownSpeaker, 'plane'> {
  readonly usesWaypoints: boolean;
}

/** What arrives when this is spoken. TLS that ends at no proxy is bytes like others. */
function arrivalOf(
  { identity, address, usesWaypoints }: Speaker,
  speech: ClientTls,
  way: Way | NoWay,
): PossibleCaller | Unspoken {
  if (speech.kind !== 'spoken') return speech;
  const { tls, sni, rule, ports } = speech;
  const arriving = (caller: SpeakingCaller): PossibleCaller => ({
    kind: 'speaks',
    caller: { ...caller, ...address },
    usesWaypoints: false,
    ...(rule === undefined ? {} : { rule }),
    ...(ports === undefined ? {} : { ports }),
  });
  switch (tls) {
    case 'none':
      return arriving({ kind: 'plaintext' });
    case 'hbone':
      return { ...arriving({ kind: 'mtls', identity }), usesWaypoints };
    case 'istio_mutual':
      // only its own tunnels prove an identity to a ztunnel
      if (way.kind === 'way' && way.point.kind === 'ztunnel') return arriving({ kind: 'tls', ...serverName(sni) });
      return arriving({ kind: 'mtls', identity, ...serverName(sni) });
    case 'simple':
    case 'mutual':
      return sni === undefined ? { ...arriving({ kind: 'tls' }), namesHost: true } : arriving({ kind: 'tls', sni });
  }
}

/** Every way in which the proxy of a workload may speak. */
function allSpeeches(mesh: Mesh, { identity, address }: Speaker): readonly PossibleCaller[] {
  const mutual = { kind: 'mtls', identity, ...address } as const;
  const isForeignTold = mesh.traffic.destinationRules.some(({ trafficPolicy, subsets }) =>
    [trafficPolicy, ...subsets.map((subset) => subset.trafficPolicy)].some(isForeign),
  );
  const foreign: PossibleCaller = { kind: 'speaks', caller: { kind: 'tls', ...address }, usesWaypoints: false };
  return [
    { kind: 'speaks', caller: mutual, usesWaypoints: true },
    { kind: 'speaks', caller: mutual, usesWaypoints: false },
    { kind: 'speaks', caller: { kind: 'plaintext', ...address }, usesWaypoints: false },
    ...(isForeignTold ? [foreign] : []),
  ];
}

function isForeign(policy: TrafficPolicy | undefined): boolean {
  const modes = [policy, ...(policy?.ports.values() ?? [])].map((each) => each?.tls?.mode);
  return modes.includes('SIMPLE') || modes.includes('MUTUAL');
}

function serverName(sni: string | undefined): { readonly sni?: string } {
  return sni === undefined ? {} : { sni };
}

/** What the caller speaks with this request in it. */
export function speakingOf({ caller, namesHost }: PossibleCaller, http: HttpRequest | undefined): SpeakingCaller {
  return namesHost === undefined || http === undefined ? caller : { ...caller, sni: http.host.replace(/:\d+$/, '') };
}
