import type { AuthorizationPolicySpecRulesWhen } from '../../imports/security.istio.io';
import { checkConditionKey, checkConditionValue, isHttpAttribute } from '../istio/attributes';
import { problemsOf, valuesOf } from './field-values';
import { isText, lostFields } from './given-shape';
import { shown } from '../istio/shown';

/** Which values an attribute must have, and which it must not. Both must hold where both are given. */
export interface ConditionValues {
  /**
   * One of these: exact, `prefix*`, `*suffix`, or `*` for "present".
   * @default - any value, also none
   */
  readonly values?: string[];
  /**
   * None of these. Holds where the attribute is absent.
   * @default - none
   */
  readonly notValues?: string[];
}

/**
 * What else must be true of a request: an entry of `when` in an AuthorizationPolicy. Several conditions must all hold.
 *
 * @see https://istio.io/latest/docs/reference/config/security/conditions/
 * @example
 * Condition.header('x-api-version', { values: ['v1', 'v2'] });
 */
export class Condition {
  /** A request header. A caller can set it freely unless a trusted hop strips it. */
  public static header(name: string, match: ConditionValues): Condition {
    return new Condition(`request.headers[${asText(name)}]`, match);
  }

  /** A top-level claim of the verified token. Only text and lists of text ever match, never numbers or booleans. */
  public static claim(name: string, match: ConditionValues): Condition {
    return new Condition(`request.auth.claims[${asText(name)}]`, match);
  }

  /** A nested claim, from the outside in: `['realm_access', 'roles']`. */
  public static nestedClaim(path: string[], match: ConditionValues): Condition {
    const names = Array.isArray(path) ? path : [path];
    return new Condition(`request.auth.claims${names.map((name) => `[${asText(name)}]`).join('')}`, match);
  }

  /** The address of the connection's peer. Behind a gateway that is the gateway. */
  public static sourceIp(match: ConditionValues): Condition {
    return new Condition('source.ip', match);
  }

  /** The address of the client, as `X-Forwarded-For` or the PROXY protocol makes it known. */
  public static remoteIp(match: ConditionValues): Condition {
    return new Condition('remote.ip', match);
  }

  /** The address that was called. */
  public static destinationIp(match: ConditionValues): Condition {
    return new Condition('destination.ip', match);
  }

  /** The server name of the TLS handshake, in lower case. */
  public static sni(match: ConditionValues): Condition {
    return new Condition('connection.sni', match);
  }

  /** Any attribute that Istio documents, by its key. */
  public static of(key: string, match: ConditionValues): Condition {
    return new Condition(key, match);
  }

  private constructor(
    public readonly key: string,
    private readonly match: ConditionValues,
  ) {}

  /** Whether only an HTTP proxy knows the attribute. */
  public get isHttp(): boolean {
    return isText(this.key) && isHttpAttribute(this.key);
  }

  /** @internal */
  public _problems(): string[] {
    if (!isText(this.key)) return [`the key is \`${shown(this.key)}\`; give a text such as \`source.ip\``];
    const key = checkConditionKey(this.key);
    if (key !== undefined) return [key];
    const lost = lostFields(`condition \`${this.key}\``, this.match, ['values', 'notValues']);
    if (lost.length > 0) return lost;
    const { values, notValues } = this.match;
    if (values === undefined && notValues === undefined)
      return [`condition \`${this.key}\` has neither \`values\` nor \`notValues\`; name at least one value`];
    const check = (value: string) => checkConditionValue(this.key, value);
    return [...problemsOf('values', values, check), ...problemsOf('notValues', notValues, check)];
  }

  /** @internal */
  public _toIstio(): AuthorizationPolicySpecRulesWhen {
    return { key: this.key, ...valuesOf(['values', 'notValues'], this.match) };
  }
}

function asText(value: unknown): string {
  return isText(value) ? value : shown(value);
}
