/**
 * What decides calls and differs between versions of Istio. A fix that went into patch releases makes a minor version
 * behave in several ways.
 */
import type { IstioVersion } from './version';

/** One way in which a version behaves. */
export type Behaviour = Readonly<Record<keyof typeof CHANGES, boolean>>;

/** Since when something is so. INVARIANT: minors above those listed have it, others that are not listed do not. */
interface Change {
  readonly minors: Readonly<Record<number, Patches>>;
}

/** The last patch release without it, and the first with it. What lies between, or after, is not established. */
interface Patches {
  readonly without?: number;
  readonly with?: number;
}

const since = (minor: number): Change => ({ minors: { [minor]: { with: 0 } } });
const fixedIn = (first: number, ...backports: readonly (readonly [minor: number, patch: number])[]): Change => ({
  minors: Object.fromEntries([
    [first, { with: 0 }],
    ...backports.map(([minor, patch]) => [minor, { without: patch - 1, with: patch }]),
  ]),
});

/** The changes, each with its source: tags of istio/istio, unless another is named. */
const CHANGES = {
  /** label and annotation `sidecar.istio.io/inject` take `true` and `false` only. pkg/kube/inject/inject.go */
  injectTakesTrueAndFalseOnly: since(27),
  /** a JWT rule may leave out its issuer. releasenotes/notes/14400-optional-jwt-issuer.yaml */
  optionalIssuer: since(27),
  /** `spaceDelimitedClaims` of a JWT rule. manifests/charts/base/files/crd-all.gen.yaml */
  spaceDelimitedClaims: since(28),
  /** names of extension providers are checked. pilot/pkg/security/authz/builder/extauthz.go, `validateProviderName` */
  providerNamesAreChecked: since(30),
  /** `trustDomains`, `source.trustDomain`. pilot/pkg/security/authz/model/generator.go, `srcTrustDomainGenerator` */
  trustDomains: fixedIn(31, [30, 2]),
  /** label `istio.io/ingress-use-waypoint` of namespaces. releasenotes/notes/ingress-use-waypoint-namespace.yaml */
  ingressUseWaypointOfNamespaces: since(30),
  /** a dot in `serviceAccounts` is a dot. CVE-2026-39350, releasenotes/notes/59700.yaml */
  literalServiceAccounts: fixedIn(30, [29, 2], [28, 6], [27, 9]),
  /** a dot in `namespaces`, or in the suffix of a principal, is a dot. releasenotes/notes/59992.yaml */
  literalIdentities: fixedIn(30, [29, 3], [28, 7]),
  /** each line of a repeated header is compared alone. CVE-2026-31838, which is Envoy's CVE-2026-26308 */
  headerLinesAreComparedAlone: fixedIn(30, [29, 1], [28, 5], [27, 8]),
  /**
   * `..;x` is a dot segment. Envoy's CVE-2026-73551, in 1.30.4 and 1.29.7 by istio/istio.io pull request 17561; whether
   * 1.31.0 and what follows 1.28.10 have it is not established, and later 1.32 releases are taken as measured
   */
  dotSegmentsMayHaveParameters: {
    minors: { 32: { with: 0 }, 31: {}, 30: { without: 3, with: 4 }, 29: { without: 6, with: 7 }, 28: { without: 10 } },
  },
  /** `{*}` takes a `*`. CVE-2025-46821, fixed in Envoy 1.34.1, a day after the proxy of 1.26.0 was built */
  templatesTakeStars: { minors: { 26: { with: 1 } } },
  /** pods on the host's network are not enrolled in ambient; 1.26 had it, too. releasenotes/notes/61168.yaml */
  hostNetworkIsNotEnrolled: { minors: { 26: { with: 0 }, 31: { with: 0 } } },
} as const satisfies Readonly<Record<string, Change>>;

/** How this version may behave, the newest patch release first. INVARIANT: never empty. */
export function behavioursOf(version: IstioVersion): readonly [Behaviour, ...Behaviour[]] {
  const patches = version.patch === undefined ? patchesThatDiffer(version.minor) : [version.patch];
  const [first, ...others] = patches.flatMap((patch) => behavioursAt(version.minor, patch));
  if (first === undefined) throw new Error('a version has no behaviour');
  const known = new Set([JSON.stringify(first)]);
  const differing = others.filter((other) => !known.has(JSON.stringify(other)) && known.add(JSON.stringify(other)));
  return [first, ...differing];
}

/** The patch releases after which something changes, newest first. */
function patchesThatDiffer(minor: number): readonly number[] {
  const changing = Object.values<Change>(CHANGES).flatMap(({ minors }) => {
    const { without, with: first } = minors[minor] ?? {};
    return [...(without === undefined ? [] : [without, without + 1]), ...(first === undefined ? [] : [first])];
  });
  return [...new Set([0, ...changing])].sort((a, b) => b - a);
}

/** One behaviour, or one for each way in which what is not established may be. */
function behavioursAt(minor: number, patch: number): readonly Behaviour[] {
  return Object.entries<Change>(CHANGES).reduce<readonly Behaviour[]>(
    (behaviours, [name, change]) =>
      possibilities(change, minor, patch).flatMap((truth) => behaviours.map((one) => ({ ...one, [name]: truth }))),
    [{} as Behaviour], // filled by the loop, which goes over all names
  );
}

function possibilities({ minors }: Change, minor: number, patch: number): readonly boolean[] {
  const patches = minors[minor];
  if (patches === undefined) return [minor > Math.max(...Object.keys(minors).map(Number))];
  if (patches.with !== undefined && patch >= patches.with) return [true];
  return patches.without !== undefined && patch <= patches.without ? [false] : [true, false];
}
