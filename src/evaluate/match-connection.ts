/** How ztunnel compares the rules that it was sent with a connection. */
import { type Identity, toPrincipal } from '../istio/identity';
import type { Answer } from './answer';
import { allOf, anyOf, bothOf, fromBoolean, not } from './answer';
import type { Layer4Attribute, Layer4Condition, Layer4Rule } from './layer4-rule';
import { anyBlock } from './match-ip';
import { anyPattern } from './match-string';

/** A connection as ztunnel judges it: ports and addresses are those of the workload, not of a Service. */
export interface Connection {
  /** absent in plaintext */
  readonly peer?: Identity;
  /** absent when the case does not say */
  readonly source?: string;
  readonly destination?: string;
  readonly port: number;
}

/** A rule that can be asked about many connections: its values are read once. */
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

function hasAny(attribute: Layer4Attribute, values: readonly string[]): ConnectionTest {
  switch (attribute.kind) {
    case 'principal': {
      // compared as it is: neither aliases of the trust domain nor the pointer `cluster.local` are known here
      const matches = anyPattern(values, matchesPattern);
      return ({ peer }) => fromBoolean(peer !== undefined && matches(toPrincipal(peer)));
    }
    case 'namespace': {
      const matches = anyPattern(values, matchesPattern);
      return ({ peer }) => fromBoolean(matches(peer?.namespace ?? ''));
    }
    case 'serviceAccount': {
      const accounts = new Set(values); // in whichever trust domain
      return ({ peer }) => fromBoolean(peer !== undefined && accounts.has(`${peer.namespace}/${peer.serviceAccount}`));
    }
    case 'sourceIp':
      return aboutAddress(values, ({ source }) => source);
    case 'destinationIp':
      return aboutAddress(values, ({ destination }) => destination);
    case 'port': {
      const ports = values.map(Number);
      return ({ port }) => fromBoolean(ports.includes(port));
    }
  }
}

function aboutAddress(
  blocks: readonly string[],
  addressIn: (connection: Connection) => string | undefined,
): ConnectionTest {
  const holdsAddress = anyBlock(blocks);
  return (connection) => {
    const address = addressIn(connection);
    if (address === undefined) return blocks.length === 0 ? 'no' : 'unknown';
    return fromBoolean(holdsAddress(address));
  };
}

/** One `*`, at one end; `**` is a suffix that is a literal `*`. @see authorization.go, `stringToMatch` */
function matchesPattern(pattern: string, value: string): boolean {
  if (pattern === '*') return value !== '';
  if (pattern.startsWith('*')) return value.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return value.startsWith(pattern.slice(0, -1));
  return value === pattern;
}
