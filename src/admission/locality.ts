/** What Istio's webhook says of load balancing by locality: region, zone, sub-zone. */
import type { Findings } from './admission';
import { shown } from './json';
import { at, child, children, entries, isSet, type Message, text, texts } from './message';

const TOPOLOGY_LABELS = ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone', 'topology.istio.io/subzone'];

/** @see istio pkg/config/validation/agent/validation.go, `ValidateLocalityLbSetting`, `ValidateZoneAwareLbSetting` */
export function checkLocality(balancer: Message, hasOutlier: boolean, findings: Findings): void {
  const locality = child(balancer, 'localityLbSetting');
  const zoneAware = child(balancer, 'zoneAwareLbSetting');
  if (locality !== undefined && zoneAware !== undefined)
    findings.reject(balancer.field, '`localityLbSetting` and `zoneAwareLbSetting` exclude each other; keep one');
  if (locality !== undefined) {
    if (isSet(locality, 'distribute') && isSet(locality, 'failover'))
      return findings.reject(locality.field, '`distribute` and `failover` exclude each other; keep one');
    if (isSet(locality, 'failover')) checkPriority(locality, findings);
    checkDistribution(locality, findings);
    checkFailover(locality, hasOutlier, findings);
  }
  if (zoneAware !== undefined) {
    checkPriority(zoneAware, findings);
    checkFailover(zoneAware, hasOutlier, findings);
  }
}

/** Regions and zones are already ordered by `failover`. */
function checkPriority(setting: Message, findings: Findings): void {
  for (const label of texts(setting, 'failoverPriority'))
    if (TOPOLOGY_LABELS.includes(label))
      findings.reject(
        at(setting, 'failoverPriority'),
        `label \`${label}\` is not accepted here; the topology is already followed`,
      );
}

function checkDistribution(setting: Message, findings: Findings): void {
  const from: string[] = [];
  for (const distribution of children(setting, 'distribute')) {
    from.push(text(distribution, 'from'));
    const weights = entries(distribution, 'to').map(([, weight]) => (typeof weight === 'number' ? weight : 0));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (weights.some((weight) => weight <= 0 || weight > 100) || total !== 100)
      return findings.reject(
        at(distribution, 'to'),
        `the weights make \`${total}\`; each is 1 to 100, and they make 100`,
      );
    findings.reject(
      at(distribution, 'to'),
      localitiesProblem(entries(distribution, 'to').map(([locality]) => locality)),
    );
  }
  findings.reject(at(setting, 'distribute'), localitiesProblem(from));
}

function checkFailover(setting: Message, hasOutlier: boolean, findings: Findings): void {
  if (!hasOutlier && (isSet(setting, 'failover') || isSet(setting, 'failoverPriority')))
    findings.warn(setting.field, 'without `outlierDetection` there is never a failover; set it as well');
  for (const failover of children(setting, 'failover')) {
    const [from, to] = [text(failover, 'from'), text(failover, 'to')];
    if (from === to) findings.reject(failover.field, `region ${shown(from)} fails over to itself; name another`);
    if (/[/*]/.test(from + to)) findings.reject(failover.field, 'failover names regions only, without `/` and `*`');
  }
}

/**
 * Localities are whole (`a`, `a/b`, `a/b/c`) or end in `*`, and none is within one before it. Istio walks the targets
 * in random order, so that for some overlaps its verdict changes from time to time; here the written order counts.
 * @see istio pkg/config/validation/agent/validation.go, `validateLocalities`
 */
function localitiesProblem(localities: readonly string[]): string | undefined {
  const zones = new Map<string, Map<string, Set<string>>>();
  for (const locality of localities) {
    if (/\*./s.test(locality)) return `locality ${shown(locality)} has \`*\` in the middle; it may only be the end`;
    const [region = '', zone, subZone] = splitLocality(locality);
    if ([region, zone, subZone].includes('')) return `locality ${shown(locality)} has an empty part`;
    const known = zones.get(region);
    const overlap =
      zones.has('*') ||
      (zone === undefined
        ? known !== undefined
        : known !== undefined &&
          (known.has('*') || (subZone === undefined ? known.has(zone) : holds(known.get(zone), subZone))));
    if (overlap) return `locality ${shown(locality)} is already covered by one before it`;
    const inRegion = known ?? new Map<string, Set<string>>();
    zones.set(region, inRegion);
    const inZone = inRegion.get(zone ?? '*') ?? new Set<string>();
    inRegion.set(zone ?? '*', inZone);
    inZone.add(subZone ?? '*');
  }
  return undefined;
}

function holds(subZones: ReadonlySet<string> | undefined, subZone: string): boolean {
  return subZones !== undefined && (subZones.has('*') || subZones.has(subZone));
}

/** The third part keeps further slashes. */
function splitLocality(locality: string): readonly string[] {
  const [region = '', zone, ...rest] = locality.split('/');
  return zone === undefined ? [region] : rest.length === 0 ? [region, zone] : [region, zone, rest.join('/')];
}
