/** What Istio's webhook says of load balancing (DestinationRule). */
import type { Findings } from './admission';
import { checkDuration, readDuration } from './durations';
import { shown } from './json';
import { checkLocality } from './locality';
import { at, child, children, isSet, type Message, number, text } from './message';

/** A Maglev table is a prime number of entries below this. */
const MAX_MAGLEV_TABLE = 5_000_011;

const UTILIZATION_PERIODS = ['weightExpirationPeriod', 'weightStabilizationPeriod', 'weightUpdatePeriod'];

/** @see istio pkg/config/validation/validation.go, `validateLoadBalancer` */
export function checkLoadBalancer(balancer: Message | undefined, hasOutlier: boolean, findings: Findings): void {
  if (balancer === undefined) return;
  checkConsistentHash(child(balancer, 'consistentHash'), findings);
  checkLocality(balancer, hasOutlier, findings);
  checkWarmup(child(balancer, 'warmup'), findings);
  const utilization = child(balancer, 'backendUtilization');
  for (const name of UTILIZATION_PERIODS)
    if (utilization !== undefined && isSet(utilization, name)) readDuration(utilization, name, findings);
}

function checkConsistentHash(hash: Message | undefined, findings: Findings): void {
  if (hash === undefined) return;
  checkCookie(child(hash, 'httpCookie'), findings);
  const maglev = child(hash, 'maglev');
  if (number(hash, 'minimumRingSize') !== 0) {
    findings.warn(at(hash, 'minimumRingSize'), 'this field is deprecated; use `ringHash.minimumRingSize`');
    if (maglev !== undefined || isSet(hash, 'ringHash'))
      findings.reject(at(hash, 'minimumRingSize'), 'this excludes `ringHash` and `maglev`; remove it');
  }
  if (maglev === undefined) return;
  const size = number(maglev, 'tableSize');
  if (size >= MAX_MAGLEV_TABLE || !isPrime(size))
    findings.reject(
      at(maglev, 'tableSize'),
      `\`${size}\` is no table size; give a prime number below ${MAX_MAGLEV_TABLE}`,
    );
}

function checkCookie(cookie: Message | undefined, findings: Findings): void {
  if (cookie === undefined) return;
  if (text(cookie, 'name') === '') findings.reject(at(cookie, 'name'), 'the cookie needs a name');
  if (isSet(cookie, 'ttl')) readDuration(cookie, 'ttl', findings);
  const names = new Set<string>();
  for (const attribute of children(cookie, 'attributes')) {
    const name = text(attribute, 'name');
    if (name === '') findings.reject(at(attribute, 'name'), 'the attribute needs a name');
    else if (names.has(name)) findings.reject(at(attribute, 'name'), `attribute ${shown(name)} is there twice`);
    names.add(name);
  }
}

function checkWarmup(warmup: Message | undefined, findings: Findings): void {
  if (warmup === undefined) return;
  if (isSet(warmup, 'duration')) checkDuration(warmup, 'duration', findings);
  else findings.reject(at(warmup, 'duration'), 'a warm-up needs a duration');
  if (number(warmup, 'minimumPercent') > 100)
    findings.reject(at(warmup, 'minimumPercent'), `\`${number(warmup, 'minimumPercent')}\` is above 100`);
  if (isSet(warmup, 'aggression') && number(warmup, 'aggression') <= 0)
    findings.reject(at(warmup, 'aggression'), `\`${number(warmup, 'aggression')}\` is not above 0`);
}

/** Istio takes 1 for a prime number. */
function isPrime(value: number): boolean {
  if (value === 0 || (value > 3 && value % 2 === 0)) return false;
  for (let factor = 3; factor * factor <= value; factor += 2) if (value % factor === 0) return false;
  return true;
}
