/** A call that is being looked for: what a case file would say of it, changed step by step. */
import type { CaseFrom, CaseHttp, CaseRequest, CaseTo } from '../../cases/case-request';
import type { JsonObject } from '../../policy/json-object';
import type { JwtRule } from '../../policy/model';

/** The call, but for what is called. */
export interface Draft {
  readonly from: CaseFrom;
  /** the port that a rule asks for; absent: any */
  readonly port?: number;
  /** destination address of the connection */
  readonly ip?: string;
  /** absent: a TCP connection */
  readonly http?: CaseHttp;
  readonly token?: { readonly claims: JsonObject; readonly state?: 'bad-signature' };
}

/** Makes the call another one. */
export type Step = (draft: Draft) => Draft;

/** HTTP of this kind; of what sends no HTTP it makes an HTTP request. */
export function sending(http: CaseHttp): Step {
  return (draft) => ({ ...draft, http: { ...draft.http, ...http } });
}

/** This line of a header; undefined takes it away. */
export function withHeader(name: string, line: string | undefined): Step {
  switch (name) {
    case ':method':
      return sending(line === undefined ? {} : { method: line });
    case ':path':
      return sending(line === undefined ? {} : { path: line });
    case ':authority':
    case 'host':
      return sending(line === undefined ? {} : { host: line });
    default:
      return (draft) => {
        const { [name]: _, ...others } = draft.http?.headers ?? {};
        return {
          ...draft,
          http: { ...draft.http, headers: line === undefined ? others : { ...others, [name]: line } },
        };
      };
  }
}

/** This caller, at the address that it had. */
export function calledBy(from: CaseFrom): Step {
  return (draft) => ({ ...draft, from: draft.from.ip === undefined ? from : { ...from, ip: draft.from.ip } });
}

/** A token with these claims, beside those that it had. */
export function withClaims(claims: JsonObject): Step {
  return (draft) => ({ ...draft, http: { ...draft.http }, token: { claims: { ...draft.token?.claims, ...claims } } });
}

/** Without a token. */
export function withoutToken({ token: _, ...draft }: Draft): Draft {
  return draft;
}

/** Without HTTP, and so without a token. */
export function withoutHttp({ http: _, token: _token, ...draft }: Draft): Draft {
  return draft;
}

/** The call as a case file writes it. A token stands where its issuer's rule looks for it. */
export function callOf(draft: Draft, to: CaseTo, rules: readonly JwtRule[]): CaseRequest {
  const { from, ip, http } = draft;
  return {
    from,
    to: ip === undefined ? to : { ...to, ip },
    ...(http === undefined ? {} : { request: { ...http, ...placed(draft.token, rules) } }),
  };
}

function placed(token: Draft['token'], rules: readonly JwtRule[]): CaseHttp {
  if (token === undefined) return {};
  const rule = rules.find(({ issuer }) => issuer === token.claims.iss) ?? rules[0];
  const [audience] = rule?.audiences ?? [];
  const issuer = rule?.issuer === undefined ? {} : { iss: rule.issuer };
  const claims = { ...issuer, ...(audience === undefined ? {} : { aud: audience }), ...token.claims };
  const state = token.state === undefined ? {} : { state: token.state };
  const place = placeOf(rule);
  if (place === undefined && token.state === undefined) return { token: claims };
  return { tokens: [{ claims, ...state, ...place }] };
}

function placeOf(
  rule: JwtRule | undefined,
): { header?: string; prefix?: string; param?: string; cookie?: string } | undefined {
  if (rule === undefined) return undefined;
  const { headers, params, cookies } = rule.places;
  const [header] = headers;
  if (header !== undefined) {
    return header.name === 'authorization' && header.prefix === 'Bearer '
      ? undefined
      : { header: header.name, prefix: header.prefix };
  }
  if (params[0] !== undefined) return { param: params[0] };
  return cookies[0] === undefined ? undefined : { cookie: cookies[0] };
}
