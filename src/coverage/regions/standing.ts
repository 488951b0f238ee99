/** Where does a policy decide, and beside which others? Each place with all that proxies ask of calls there. */
import type { AskedEnvoy, AskedZtunnel } from '../../evaluate/course/asked';
import type { Course } from '../../evaluate/course/course';
import { courser } from '../../evaluate/course/courser';
import { nameOf } from '../../policy/metadata';
import { groupBy } from '../../policy/group-by';
import type { AuthorizationPolicy, Mesh, Workload } from '../../policy/model';
import { isGateway } from '../../policy/proxy-labels';
import { readCase } from '../../policy/read-case';
import type { HttpRequest, Target } from '../../policy/request';
import { rulesOf } from '../../policy/rule';
import type { Reader } from '../../reach/ways/rule-reading';
import type { RulePlace } from '../../reach/space/rule-space';
import type { Policy } from '../mutant';
import { MOST_PLACES, type Place, placesIn } from '../search/places';
import { strangerOf } from '../search/samples';
import { policiesAskedIn } from '../touch/policies-asked';

/** A place where a policy decides. */
export interface Standing {
  readonly place: RulePlace;
  /** `namespace/name` of the workload that is called */
  readonly workload: string;
  /** all that decide there, itself among them */
  readonly policies: readonly AuthorizationPolicy[];
}

/** Where a policy decides. */
export interface Standings {
  readonly all: readonly Standing[];
  /** where else it decides, or about calls to which ports: then nothing is proven by looking there */
  readonly missed?: string;
}

/** More ports than these are not told apart. */
const MOST_PORTS = 32;
/** Where nobody says what listens. */
const USUAL_PORT = 8080;

/** Tells where policies of this settled mesh decide. */
export function standingsIn(mesh: Mesh): (policy: Policy) => Standings {
  const placesOf = placesIn(mesh);
  const coursesOf = courser(mesh);
  const policiesAsked = policiesAskedIn(mesh);
  const stranger = { identity: strangerOf(mesh.settings.trustDomain) };

  return (policy) => {
    const places = placesOf({ before: policy });
    const known = places.map((place) => standingsAt(place, policy));
    const missed = missedAmong(places) ?? known.find((one) => one.missed !== undefined)?.missed;
    return { all: known.flatMap(({ all }) => all), ...(missed === undefined ? {} : { missed }) };
  };

  /** One for the ports of each protocol. */
  function standingsAt(place: Place, policy: Policy): Standings {
    const ports = portsOf(place, policy);
    const met = ports.slice(0, MOST_PORTS).flatMap((port) => {
      const { to } = readCase({ from: stranger, to: { ...place.to, port }, request: {} });
      const asked = [PROBE, undefined].flatMap((http) => askedAbout(policy, to, http) ?? []);
      const [first, ...others] = asked;
      if (first === undefined) return [];
      return [{ to, asked: [first, ...others], readers: readersOf(asked.map((one) => one.asked)) } satisfies Met];
    });
    const isWhole = met.length === ports.length && met.every(isOnePort);
    return {
      all: [...groupBy(met, ({ readers }) => readers.join()).values()].flatMap(standingOf),
      ...(isWhole ? {} : { missed: `not every port of ${shownPlace(place)} could be looked at` }),
    };
  }

  function standingOf(ports: readonly Met[]): readonly Standing[] {
    const [first] = ports;
    if (first === undefined) return [];
    const { asked, workload } = first.asked[0];
    const place: RulePlace = {
      settings: mesh.settings,
      isWithinMesh: !isGateway(workload),
      seesSource: asked.kind === 'ztunnel' || asked.config.proxy.kind !== 'waypoint',
      readers: first.readers,
      ways: ports.map(({ to }) => to),
      // that of a gateway is rarely the one that its Service has
      proxyPorts: ports.map((one) => one.asked[0].asked.port),
      jwtRules: asked.kind === 'envoy' ? asked.config.jwtRules : [],
    };
    return [{ workload: nameOf(workload), policies: policiesAsked(asked), place }];
  }

  /** Who is asked first: of an AuthorizationPolicy, of those by whom it is asked. */
  function askedAbout({ kind, policy }: Policy, to: Target, http: HttpRequest | undefined): AskedThere | undefined {
    const from = { kind: 'mtls', ...stranger } as const;
    const courses = coursesOf({ from, to, ...(http === undefined ? {} : { http }) }) ?? [];
    for (const { track, stages } of courses.flat()) {
      const asked = stages
        .map(proxyAsked)
        .find((one) => one !== undefined && (kind !== 'AuthorizationPolicy' || policiesAsked(one).includes(policy)));
      if (asked !== undefined && track.way.kind === 'way') return { asked, workload: track.way.workload };
    }
    return undefined;
  }
}

const PROBE: HttpRequest = { method: 'GET', path: '/', host: 'x', headers: [], tokens: [] };

interface AskedThere {
  readonly asked: AskedEnvoy | AskedZtunnel;
  readonly workload: Workload;
}

/** A port, and who is asked there, of HTTP and of what is none. */
interface Met {
  readonly to: RulePlace['ways'][number];
  readonly asked: readonly [AskedThere, ...AskedThere[]];
  readonly readers: readonly Reader[];
}

function missedAmong({ length }: readonly Place[]): string | undefined {
  if (length === 0) return 'no place was found where it decides';
  return length < MOST_PLACES ? undefined : `only ${length} places where it decides were looked at`;
}

function shownPlace({ to: { workload, service, gateway } }: Place): string {
  return `\`${workload ?? service ?? gateway ?? ''}\``;
}

function isOnePort({ asked: [first, ...others] }: Met): boolean {
  return others.every(({ asked }) => asked.port === first.asked.port);
}

/** As what calls are heard; who refused them tells nothing. */
function readersOf(asked: readonly (AskedEnvoy | AskedZtunnel)[]): readonly Reader[] {
  const heard = asked.flatMap((one): readonly Reader[] => {
    if (one.kind === 'ztunnel') return ['ztunnel'];
    return one.heard.kind === 'refused' ? ['http', 'tcp'] : [one.heard.kind];
  });
  return [...new Set(heard)];
}

function proxyAsked({ asked }: Course['stages'][number]): AskedEnvoy | AskedZtunnel | undefined {
  return asked.kind === 'envoy' || asked.kind === 'ztunnel' ? asked : undefined;
}

/** Where something listens, and what the rules of the policy name besides. */
function portsOf({ ports, isClosed }: Place, { kind, policy }: Policy): readonly number[] {
  if (isClosed) return ports;
  const named =
    kind !== 'AuthorizationPolicy'
      ? []
      : rulesOf(policy.rules)
          .flatMap(({ clauses }) => clauses.flatMap(({ alternatives }) => alternatives.flat()))
          .flatMap(({ values }) => values.flatMap((value) => (value.kind === 'port' ? [value.port] : [])));
  const all = [...new Set([...ports, ...named])];
  return all.length === 0 ? [USUAL_PORT] : all;
}
