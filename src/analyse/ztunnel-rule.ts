/** What does ztunnel, which knows connections and no HTTP, make of a rule? */
import {
  type ComparedValue,
  conditionsOf,
  operationsOf,
  type RulePart,
  sourcesOf,
  valuesOfRule,
} from './authorization-fields';
import { asItems } from './raw-field';

const FIELDS: ReadonlySet<string> = new Set([
  'source.principal',
  'source.namespace',
  'source.serviceAccount',
  'source.ip',
  'destination.port',
]);
const KEYS: ReadonlySet<string> = new Set([
  'source.ip',
  'source.namespace',
  'source.principal',
  'destination.ip',
  'destination.port',
]);
/** ztunnel reads these nowhere, and says nothing of it. */
const IGNORED = 'source.trustDomain';

/** The values that ztunnel cannot compare; those on trust domains, which it leaves out silently, are not among them. */
export function unknownToZtunnel(rule: RulePart): readonly ComparedValue[] {
  return valuesOfRule(rule).filter(
    (compared) => !isKnown(compared) && (isCondition(compared) || compared.attribute !== IGNORED),
  );
}

/** Values of `trustDomains` and `notTrustDomains`. */
export function trustDomainsOf(rule: RulePart): readonly ComparedValue[] {
  return valuesOfRule(rule).filter((compared) => compared.attribute === IGNORED && !isCondition(compared));
}

/**
 * Whether a DENY rule matches nothing once the unknown parts are blanked: an entry that becomes empty never matches,
 * and a clause without other entries makes the whole rule so.
 * @see istio pilot/pkg/serviceregistry/ambient/authorization.go, `handleRule`
 */
export function isDeadDeny(rule: RulePart): boolean {
  const dead = (entries: readonly RulePart[]) => entries.length > 0 && entries.every((entry) => !keepsField(entry));
  const conditions = conditionsOf(rule);
  return (
    dead(sourcesOf(rule)) ||
    dead(operationsOf(rule)) ||
    conditions.some(({ fields }) => typeof fields.key !== 'string' || !KEYS.has(fields.key))
  );
}

function keepsField(entry: RulePart): boolean {
  return Object.entries(entry.fields).some(
    ([field, list]) =>
      asItems(list).length > 0 &&
      /^(principals|notPrincipals|namespaces|notNamespaces|serviceAccounts|notServiceAccounts|ipBlocks|notIpBlocks|ports|notPorts)$/.test(
        field,
      ),
  );
}

function isKnown(compared: ComparedValue): boolean {
  return isCondition(compared) ? KEYS.has(compared.attribute) : FIELDS.has(compared.attribute);
}

function isCondition({ path }: ComparedValue): boolean {
  return path[3] === 'when';
}
