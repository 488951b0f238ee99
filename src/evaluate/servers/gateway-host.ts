/** Hosts of Gateways and routes, each perhaps with a leading star: do two meet, and where? */

/** Whether every host that the first means is one of the second. @see istio pkg/config/host/name.go, `SubsetOf` */
export function isHostWithin(host: string, wider: string): boolean {
  if (!wider.startsWith('*')) return host === wider;
  if (!host.startsWith('*')) return host.endsWith(wider.slice(1));
  return host.length >= wider.length && host.slice(1).endsWith(wider.slice(1));
}

/** Whether one is within the other. @see istio pkg/config/host/name.go, `Matches` */
export function doHostsMeet(one: string, other: string): boolean {
  return isHostWithin(one, other) || isHostWithin(other, one);
}

/** The narrower of each two that meet, once. @see istio pkg/config/host/names.go, `Intersection` */
export function hostsInCommon(some: readonly string[], others: readonly string[]): readonly string[] {
  const found = some.flatMap((one) =>
    others.flatMap((other) => {
      if (isHostWithin(one, other)) return [one];
      return isHostWithin(other, one) ? [other] : [];
    }),
  );
  return [...new Set(found)];
}
