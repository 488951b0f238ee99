/**
 * A made-up estate of services that call each other, of a given size and always the same: who calls whom, which targets
 * look at methods and paths, which want tokens.
 *
 * The shape is that of published call graphs: one hub that 30 % of all services call, ten that 5 % call, a long tail
 * in which half the services have three callers or fewer.
 */

/** How large an estate is. */
export interface EstateSize {
  readonly services: number;
  readonly namespaces: number;
  readonly routes: number;
}

/** The sizes that the bars are about: published call graphs, up to the largest. */
export const LARGE: EstateSize = { services: 1_500, namespaces: 150, routes: 9_300 };
export const XLARGE: EstateSize = { services: 4_500, namespaces: 300, routes: 28_000 };
export const INTERNET: EstateSize = { services: 18_500, namespaces: 1_000, routes: 115_000 };

/** A service, and who calls it. */
export interface Service {
  readonly name: string;
  /** number of its namespace */
  readonly namespace: number;
  /** numbers of the services that call it */
  readonly callers: readonly number[];
  /** whether its routes name methods and paths */
  readonly hasPaths: boolean;
  /** whether a part of it needs a token */
  readonly hasTokens: boolean;
}

const HUB_SHARE = 0.3;
const POPULAR_SERVICES = 10;
const POPULAR_SHARE = 0.05;
/** Exponent and offset of the tail: callers of the service of rank r are proportional to 1 / (r + 20)^0.85. */
const TAIL_EXPONENT = 0.85;
const TAIL_OFFSET = 20;

/** The services of an estate. */
export function estate(size: EstateSize): Service[] {
  const random = lcg();
  return fanIn(size).map((callers, number) => ({
    name: `service-${number}`,
    namespace: number % size.namespaces,
    callers: choose(callers, number, size.services, random),
    hasPaths: number % 10 === 3,
    hasTokens: number % 20 === 7,
  }));
}

/** How many callers each service has, the most popular first. They add up to the routes. */
function fanIn({ services, routes }: EstateSize): number[] {
  const head = Array.from({ length: 1 + POPULAR_SERVICES }, (_, rank) =>
    Math.round(services * (rank === 0 ? HUB_SHARE : POPULAR_SHARE)),
  );
  const weights = Array.from(
    { length: services - head.length },
    (_, rank) => 1 / (rank + 1 + TAIL_OFFSET) ** TAIL_EXPONENT,
  );
  const unit = (routes - sum(head)) / sum(weights);
  // Rounding the running total, not each share, keeps the sum exact.
  let total = 0;
  const tail = weights.map((weight) => {
    const before = Math.round(total);
    total += weight * unit;
    return Math.round(total) - before;
  });
  return [...head, ...tail];
}

/** So many different services, without the service itself. */
function choose(count: number, self: number, services: number, random: (below: number) => number): number[] {
  const chosen = new Set<number>();
  while (chosen.size < count) {
    const caller = random(services);
    if (caller !== self) chosen.add(caller);
  }
  return [...chosen];
}

/** Numbers that look random and are the same in every run. */
function lcg(): (below: number) => number {
  let state = 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
