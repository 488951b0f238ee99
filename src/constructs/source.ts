/** `frontend.allowFrom(Source.namespaces('edge'))`: who sends a request, in the words of AuthorizationPolicies? */
import type { AuthorizationPolicySpecRulesFromSource } from '../../imports/security.istio.io';
import { checkIpBlock, checkNamespacePattern, checkPrincipalPattern, checkRequestPrincipal } from '../istio/identity';
import { SOURCE_FIELDS } from '../istio/rule-fields';
import { problemsOf, texts, valuesOf } from './field-values';
import { type FieldCheck, type FieldChecks, hasMembers, isPlainObject, lostFields, runChecks } from './given-shape';
import type { RouteAction } from './route-action';

/** Whatever can call: a `ServiceIdentity`, a `ZeroTrustNamespace`, or any `Source`. */
export interface ISource {
  /** Who this is, in the words of an AuthorizationPolicy. */
  toSource(): Source;
}

/** A workload identity: something with one principal (and maybe old ones during a rename). */
export interface IServiceIdentity extends ISource {
  /** `<trust domain>/ns/<namespace>/sa/<service account>`: the SPIFFE id without `spiffe://`. */
  readonly principal: string;
  /** The principal, and the previous ones that are still accepted. */
  readonly principals: string[];
}

/** Who sends a request. All fields that are set must hold; within a field any value suffices. */
export interface SourceProps {
  /**
   * Workload identities.
   * @default - any
   */
  readonly identities?: IServiceIdentity[];
  /**
   * Workload identities that are not meant. Holds for callers without identity.
   * @default - none
   */
  readonly notIdentities?: IServiceIdentity[];
  /**
   * Principals as Istio writes them, `*` at one end allowed.
   * @default - any
   */
  readonly principals?: string[];
  /**
   * Principals that are not meant. Holds for callers without identity.
   * @default - none
   */
  readonly notPrincipals?: string[];
  /**
   * Namespaces of the caller's identity.
   * @default - any
   */
  readonly namespaces?: string[];
  /**
   * Namespaces that are not meant. Holds for callers without identity.
   * @default - none
   */
  readonly notNamespaces?: string[];
  /**
   * Addresses or CIDR blocks of the connection's peer. Behind a gateway or load balancer that is the gateway.
   * @default - any
   */
  readonly ipBlocks?: string[];
  /**
   * Addresses or CIDR blocks of the peer that are not meant.
   * @default - none
   */
  readonly notIpBlocks?: string[];
  /**
   * Addresses or CIDR blocks of the client, as `X-Forwarded-For` or the PROXY protocol makes it known. A caller inside
   * the mesh can forge that header, so at a workload combine it with the identity of the gateway.
   * @default - any
   */
  readonly remoteIpBlocks?: string[];
  /**
   * Addresses or CIDR blocks of the client that are not meant.
   * @default - none
   */
  readonly notRemoteIpBlocks?: string[];
  /**
   * Verified tokens: `<issuer>/<subject>`, `<issuer>/*` or `*`.
   * @default - any, also none
   */
  readonly requestPrincipals?: string[];
  /**
   * Verified tokens that are not meant. Holds for requests without token.
   * @default - none
   */
  readonly notRequestPrincipals?: string[];
}

const IDENTITIES: FieldCheck = (field, identities) =>
  problemsOf(field, identities as readonly unknown[] | undefined, () => undefined, isIdentity, 'a `ServiceIdentity`');
const FIELDS: FieldChecks<SourceProps> = {
  identities: IDENTITIES,
  notIdentities: IDENTITIES,
  principals: texts(checkPrincipalPattern),
  notPrincipals: texts(checkPrincipalPattern),
  namespaces: texts(checkNamespacePattern),
  notNamespaces: texts(checkNamespacePattern),
  ipBlocks: texts(checkIpBlock),
  notIpBlocks: texts(checkIpBlock),
  remoteIpBlocks: texts(checkIpBlock),
  notRemoteIpBlocks: texts(checkIpBlock),
  requestPrincipals: texts(checkRequestPrincipal),
  notRequestPrincipals: texts(checkRequestPrincipal),
};
const FIELD_NAMES = Object.keys(FIELDS);
const POSITIVE = ['principals', 'namespaces', 'ipBlocks', 'remoteIpBlocks', 'requestPrincipals'] as const;

/**
 * Who sends a request: an entry of `from` in an AuthorizationPolicy.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source
 * @example
 * const clients = Source.of({ identities: [gateway], remoteIpBlocks: ['203.0.113.0/24'] });
 * frontend.allowFrom(clients, Operation.get('/api/*'));
 */
export class Source implements ISource {
  /** Each of these identities. */
  public static identities(...identities: IServiceIdentity[]): Source {
    return new Source({ identities });
  }

  /** These principals as Istio writes them, such as `cluster.local/ns/edge/sa/gateway`. */
  public static principals(...principals: string[]): Source {
    return new Source({ principals });
  }

  /** Every identity of these namespaces. */
  public static namespaces(...namespaces: string[]): Source {
    return new Source({ namespaces });
  }

  /** Every caller with an mTLS identity, of whatever namespace. */
  public static anyAuthenticated(): Source {
    return new Source({ principals: ['*'] });
  }

  /** Everybody, with or without identity. The explicit word that opening to all takes. */
  public static anyone(): Source {
    return new Source({}, 'everybody');
  }

  /** Everybody but those that the negative fields name: also callers without identity. */
  public static anyoneBut(props: SourceProps): Source {
    return new Source(props, 'but');
  }

  /** Connections from these addresses or CIDR blocks. Behind a gateway that is the gateway's address. */
  public static ipBlocks(...blocks: string[]): Source {
    return new Source({ ipBlocks: blocks });
  }

  /** Clients at these addresses or CIDR blocks, as `X-Forwarded-For` makes them known. */
  public static remoteIpBlocks(...blocks: string[]): Source {
    return new Source({ remoteIpBlocks: blocks });
  }

  /** Requests with a verified token: `<issuer>/<subject>`, `<issuer>/*` or `*`. */
  public static requestPrincipals(...principals: string[]): Source {
    return new Source({ requestPrincipals: principals });
  }

  /** Any combination of fields. */
  public static of(props: SourceProps): Source {
    return new Source(props);
  }

  private readonly props: SourceProps;
  private readonly lost: readonly string[];
  // Rendered and judged once: one source may stand in thousands of routes.
  private rendered?: AuthorizationPolicySpecRulesFromSource;
  private readonly problems: { [action in RouteAction]?: string[] } = {};

  private constructor(
    props: SourceProps,
    /** the explicit word for callers without identity, if one was said */
    private readonly open?: 'everybody' | 'but',
  ) {
    this.lost = lostFields('a source', props, FIELD_NAMES);
    this.props = this.lost.length > 0 || !isPlainObject(props) ? {} : { ...props };
  }

  public toSource(): Source {
    return this;
  }

  /** Whether only an HTTP proxy can see what this source speaks of. */
  public get isHttp(): boolean {
    return 'requestPrincipals' in this.props || 'notRequestPrincipals' in this.props;
  }

  /** Whether this is everybody. @internal */
  public get _isAnyone(): boolean {
    return Object.keys(this._toIstio()).length === 0;
  }

  /** This source with a verified token of one of these request principals on top. @internal */
  public _withRequestPrincipals(requestPrincipals: string[]): Source {
    // a source that is not understood stays so, for its message
    const isUnclear = this.lost.length > 0 || (this.open === undefined && this._isAnyone);
    return isUnclear ? this : new Source({ ...this.props, requestPrincipals }, this.open === 'but' ? 'but' : undefined);
  }

  /** @internal */
  public _hasRequestPrincipals(): boolean {
    return this.props.requestPrincipals !== undefined;
  }

  /** @internal */
  public _problems(action: RouteAction): string[] {
    return (this.problems[action] ??= this.judge(action));
  }

  /** @internal */
  public _toIstio(): AuthorizationPolicySpecRulesFromSource {
    this.rendered ??= this.render();
    return this.rendered;
  }

  private judge(action: RouteAction): string[] {
    if (this.lost.length > 0) return [...this.lost];
    const problems = runChecks(this.props, FIELDS);
    if (problems.length > 0 || this.open === 'everybody') return problems;
    const rendered = this._toIstio();
    if (this.open === 'but') {
      return Object.keys(rendered).some((field) => field.startsWith('not'))
        ? []
        : [
            '`Source.anyoneBut(…)` names nobody to leave out; name one, or write `Source.anyone()` if everybody is meant',
          ];
    }
    if (Object.keys(rendered).length === 0)
      return ['a source without fields means everybody; write `Source.anyone()` if that is meant'];
    if (action === 'ALLOW' && !POSITIVE.some((field) => field in rendered)) {
      return [
        `a source of negations only (${Object.keys(rendered)
          .map((f) => `\`${f}\``)
          .join(
            ', ',
          )}) also holds for callers without any identity; add \`principals: ['*']\`, or write \`Source.anyoneBut(…)\` if that is meant`,
      ];
    }
    return [];
  }

  private render(): AuthorizationPolicySpecRulesFromSource {
    const { identities, notIdentities, ...fields } = this.props;
    return valuesOf(SOURCE_FIELDS, {
      ...fields,
      principals: [...(fields.principals ?? []), ...principalsOf(identities)],
      notPrincipals: [...(fields.notPrincipals ?? []), ...principalsOf(notIdentities)],
    });
  }
}

function principalsOf(identities: readonly IServiceIdentity[] = []): string[] {
  return identities.flatMap((identity) => identity.principals);
}

function isIdentity(value: unknown): boolean {
  return hasMembers(value, 'principal', 'principals');
}

/** Whether it can be a caller. */
export function isSource(value: unknown): boolean {
  return hasMembers(value, 'toSource');
}
