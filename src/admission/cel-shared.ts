/** CEL rules that several kinds have: durations, selectors, target references, sockets, ports. */
import { has, isObject, shown } from './json';
import { MILLISECOND, tryDuration } from './go/duration';

/** What is wrong with a value of the right type, or nothing. */
export type CelRule = (value: unknown) => string | undefined;

/** @see istio crd-all.gen.yaml, `duration(self) >= duration('1ms')` */
const durationFromOneMillisecond: CelRule = (value) => {
  if (typeof value !== 'string') return undefined;
  const duration = tryDuration(value);
  if (duration === undefined)
    return `${shown(value)} is no duration; write numbers with units, such as \`5s\`, \`1m30s\` or \`250ms\``;
  return duration >= MILLISECOND ? undefined : `${shown(value)} is too short; give at least \`1ms\``;
};

/** @see istio crd-all.gen.yaml, `self.all(key, !key.contains("*"))` of `matchLabels` */
const noStarInKeys: CelRule = (value) => {
  const key = keysOf(value).find((each) => each.includes('*'));
  return key === undefined ? undefined : `label key \`${key}\` has \`*\`; selectors compare exactly, without wildcards`;
};

/** @see istio crd-all.gen.yaml, `self.all(key, key.size() != 0)` of `matchLabels` */
const noEmptyKey: CelRule = (value) =>
  keysOf(value).includes('') ? 'a label key is empty; name the label that pods carry' : undefined;

/** @see istio crd-all.gen.yaml, `!self.contains("*")` of label values */
const noStar: CelRule = (value) =>
  typeof value === 'string' && value.includes('*')
    ? `label value ${shown(value)} has \`*\`; selectors compare exactly, without wildcards`
    : undefined;

/** @see istio crd-all.gen.yaml, `self.size() == 0` of the namespace of target references */
const noNamespace: CelRule = (value) =>
  value === ''
    ? undefined
    : `namespace ${shown(value)} is not accepted here; a target is in the namespace of the policy`;

/** @see istio crd-all.gen.yaml, `0 < self && self <= 65535` */
const portRange: CelRule = (value) =>
  typeof value !== 'number' || (value > 0 && value <= 65535)
    ? undefined
    : `${shown(value)} is not a port; give 1 to 65535`;

/** @see istio crd-all.gen.yaml, the sum of `has(self.selector)`, `has(self.targetRef)`, `has(self.targetRefs)` */
const oneWayToSelect: CelRule = (value) => {
  const there = ['selector', 'workloadSelector', 'targetRef', 'targetRefs'].filter((name) => has(value, name));
  return there.length <= 1
    ? undefined
    : `${there.map((name) => `\`${name}\``).join(' and ')} exclude each other, also when empty; keep one`;
};

/** The keys of a map; none of anything else. */
export function keysOf(value: unknown): readonly string[] {
  return isObject(value) ? Object.keys(value) : [];
}

export const SHARED_RULES = {
  'duration-from-1ms': durationFromOneMillisecond,
  'no-star-in-keys': noStarInKeys,
  'no-empty-key': noEmptyKey,
  'no-star': noStar,
  'no-namespace': noNamespace,
  'port-range': portRange,
  'one-way-to-select': oneWayToSelect,
} satisfies Record<string, CelRule>;
