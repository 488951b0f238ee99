/** How ztunnel compares the rules that it was sent with a connection. */
import { type Identity, toPrincipal } from '../../istio/identity';
import type { TextPattern } from '../../istio/text-pattern';
import type { ConditionValue } from '../../policy/condition-value';
import { ofKind, textsOf } from '../../policy/condition-value';
import type { Answer } from './answer';
import { allOf, anyOf, bothOf, fromBoolean, not } from './answer';
import type { Layer4Attribute, Layer4Condition, Layer4Rule } from './layer4-rule';
import { anyBlock } from './match-ip';
import { anyPattern, matchesString } from './match-string';

/** A connection as ztunnel judges it: ports and addresses are those of the workload, not of a Service. */
export interface Connection {
  /** absent in plaintext */
  readonly peer?: Identity;
  /** absent when the case does not say */
  readonly source?: string;
  readonly destination?: string;
  readonly port: number;
}

/** A rule that can be asked about many connections, for which it is prepared once. */
export interface ConnectionRule extends Layer4Rule {
  readonly matches: ConnectionTest;
}

type ConnectionTest = (connection: Connection) => Answer;

/** The rule, ready to be asked. @see ztunnel src/rbac.rs, `matches` */
export function askable(rule: Layer4Rule): ConnectionRule {
  const tests = rule.clauses.map((entries) => entries.map((entry) => entry.map(testOf)));
  const matches: ConnectionTest = (connection) =>
    allOf(tests, (entries) =>
      anyOf(entries, (entry) =>
        // an entry of which nothing is left never holds
        entry.length === 0 ? 'no' : allOf(entry, (test) => test(connection)),
      ),
    );
  return { ...rule, matches };
}

/** A `not` field also holds for what the connection does not have: it is the opposite of a failed match. */
function testOf({ attribute, values, notValues }: Layer4Condition): ConnectionTest {
  const hasOne = values.length === 0 ? (): Answer => 'yes' : hasAny(attribute, values);
  const hasOther = hasAny(attribute, notValues);
  return (connection) => bothOf(hasOne(connection), not(hasOther(connection)));
}

function hasAny(attribute: Layer4Attribute, values: readonly ConditionValue[]): ConnectionTest {
  switch (attribute.kind) {
    case 'principal': {
      // compared as it is: neither aliases of the trust domain nor the pointer `cluster.local` are known here
      const matches = matchesAny(ofKind(values, 'principal'));
      return ({ peer }) => fromBoolean(peer !== undefined && matches(toPrincipal(peer)));
    }
    case 'namespace': {
      const matches = matchesAny(ofKind(values, 'namespace'));
      return ({ peer }) => fromBoolean(matches(peer?.namespace ?? ''));
    }
    case 'serviceAccount': {
      const accounts = new Set(textsOf(values)); // in whichever trust domain
      return ({ peer }) => fromBoolean(peer !== undefined && accounts.has(`${peer.namespace}/${peer.serviceAccount}`));
    }
    case 'sourceIp':
      return aboutAddress(values, ({ source }) => source);
    case 'destinationIp':
      return aboutAddress(values, ({ destination }) => destination);
    case 'port': {
      const ports = new Set<number>(ofKind(values, 'port').map((value) => value.port));
      return ({ port }) => fromBoolean(ports.has(port));
    }
  }
}

function aboutAddress(
  values: readonly ConditionValue[],
  addressIn: (connection: Connection) => string | undefined,
): ConnectionTest {
  const holdsAddress = anyBlock(ofKind(values, 'block').map(({ block }) => block));
  return (connection) => {
    const address = addressIn(connection);
    if (address === undefined) return values.length === 0 ? 'no' : 'unknown';
    return fromBoolean(holdsAddress(address));
  };
}

function matchesAny(values: readonly { readonly pattern: TextPattern }[]): (text: string) => boolean {
  const patterns = values.map(({ pattern }) => pattern);
  return anyPattern(patterns, matchesPattern);
}

/** As Envoy does, but that a line feed is something, too. @see authorization.go, `stringToMatch` */
function matchesPattern(pattern: TextPattern, value: string): boolean {
  return pattern.kind === 'any' ? value !== '' : matchesString(pattern, value);
}
