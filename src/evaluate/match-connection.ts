/** How ztunnel compares the rules that it was sent with a connection. */
import type { Answer } from './answer';
import { allOf, anyOf, fromBoolean, not } from './answer';
import type { Layer4Condition, Layer4Rule } from './layer4-rule';
import { isInBlock } from './match-ip';

/** The identity of a client certificate, taken apart. */
export interface SpiffeIdentity {
  readonly trustDomain: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** A connection as ztunnel judges it: ports and addresses are those of the workload, not of a Service. */
export interface Connection {
  /** absent in plaintext */
  readonly peer?: SpiffeIdentity;
  /** absent when the case does not say */
  readonly source?: string;
  readonly destination?: string;
  readonly port: number;
}

/** The identity of this form, `<trust domain>/ns/<namespace>/sa/<name>`. @see ztunnel src/identity/manager.rs */
export function tryIdentity(text: string): SpiffeIdentity | undefined {
  const [trustDomain, ns, namespace, sa, serviceAccount, ...rest] = text.split('/');
  if (ns !== 'ns' || sa !== 'sa' || rest.length > 0) return undefined;
  if (trustDomain === undefined || namespace === undefined || serviceAccount === undefined) return undefined;
  return { trustDomain, namespace, serviceAccount };
}

/** Whether the rule holds for the connection. @see ztunnel src/rbac.rs, `matches` */
export function matchesConnection(rule: Layer4Rule, connection: Connection): Answer {
  return allOf(rule.clauses, (entries) =>
    anyOf(entries, (entry) =>
      // an entry of which nothing is left never holds
      entry.length === 0 ? 'no' : allOf(entry, (condition) => matchesCondition(condition, connection)),
    ),
  );
}

/** A `not` field also holds for what the connection does not have: it is the opposite of a failed match. */
function matchesCondition(condition: Layer4Condition, connection: Connection): Answer {
  const has = (value: string): Answer => matchesValue(condition, value, connection);
  const positive = condition.values.length === 0 ? 'yes' : anyOf(condition.values, has);
  return allOf([positive, not(anyOf(condition.notValues, has))], (answer) => answer);
}

function matchesValue({ attribute }: Layer4Condition, value: string, connection: Connection): Answer {
  const { peer } = connection;
  switch (attribute.kind) {
    case 'principal':
      // compared as it is: neither aliases of the trust domain nor the pointer `cluster.local` are known here
      return fromBoolean(peer !== undefined && matchesPattern(value, principalOf(peer)));
    case 'namespace':
      return fromBoolean(matchesPattern(value, peer?.namespace ?? ''));
    case 'serviceAccount':
      // in whichever trust domain
      return fromBoolean(peer !== undefined && value === `${peer.namespace}/${peer.serviceAccount}`);
    case 'sourceIp':
      return matchesAddress(value, connection.source);
    case 'destinationIp':
      return matchesAddress(value, connection.destination);
    case 'port':
      return fromBoolean(Number(value) === connection.port);
  }
}

/** One `*`, at one end; `**` is a suffix that is a literal `*`. @see authorization.go, `stringToMatch` */
function matchesPattern(pattern: string, value: string): boolean {
  if (pattern === '*') return value !== '';
  if (pattern.startsWith('*')) return value.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return value.startsWith(pattern.slice(0, -1));
  return value === pattern;
}

function matchesAddress(block: string, address: string | undefined): Answer {
  return address === undefined ? 'unknown' : fromBoolean(isInBlock(block, address));
}

function principalOf({ trustDomain, namespace, serviceAccount }: SpiffeIdentity): string {
  return `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}
