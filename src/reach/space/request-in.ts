/** One request of a set, as it can be put to the decision engine. */
import { defaultHost } from '../../policy/default-host';
import { placeTokens } from '../../policy/place-tokens';
import type { Caller, Header, HttpRequest, Request, Target } from '../../policy/request';
import { addressText } from '../formulas/address-forms';
import type { ReachCaller } from '../callers/caller';
import type { Subject } from '../formulas/formula';
import { preferred } from './preferred';
import type { RequestSet } from './request-set';
import { isEmpty, witness } from './request-set';
import type { Point } from './seen-values';
import { addressAt, otherAt, textsAt } from './seen-values';
import { axisIn, PROTOCOL, type Space, WAY } from './space';
import { tokensIn, turnsIn } from './token-in';

/** What the analyst knows of callers. */
export interface KnownOfCallers {
  /** whether the address of this one is told by the manifests */
  readonly isAddressKnown: boolean;
  /** an identity of this atom, without scheme */
  readonly identityOf: (space: Space, atom: number) => string;
}

/**
 * A request by this caller; undefined: there is none, or none that a case can tell. Rules about one issuer may ask for
 * other audiences in each place of its tokens: `turn` is that of the place, and there are no more turns than places.
 */
export function requestIn(from: ReachCaller, set: RequestSet, known: KnownOfCallers, turn = 0): Request | undefined {
  const { space } = set;
  if (isEmpty(set) || turn >= turnsIn(space)) return undefined;
  const atoms = witness({ space, region: preferred(space, set.region) });
  const way = space.ways[atoms?.[WAY] ?? 0];
  if (atoms === undefined || way === undefined) return undefined;
  const point: Point = { space, atoms };
  const isBare = from.kind === 'plaintext' || from.kind === 'internet';
  const tls = isBare && otherAt(point, axisIn(space, { kind: 'tls' })) === 'own';
  const name = from.kind === 'identity' || tls ? textAt(point, { kind: 'sni' }) : undefined;
  const to = targetOf(point, way);
  const caller = callerOf(point, from, known);
  const isHttp = atoms[PROTOCOL] === 0;
  // a case tells the server name of a request only
  if (!isHttp) return (name ?? '') === '' && !tls ? { from: caller, to } : undefined;
  const spoken = name === undefined || name === '' ? (tls ? { tls } : {}) : { sni: name };
  return { from: caller, to, http: { ...httpOf(point, to, turn), ...spoken } };
}

function textAt(point: Point, subject: Subject): string | undefined {
  return textsAt(point, axisIn(point.space, subject))[0];
}

function targetOf(point: Point, way: Target): Target {
  const address = addressAt(point, axisIn(point.space, { kind: 'destination' }));
  return (way.kind === 'workload' || way.kind === 'gateway') && address !== undefined
    ? { ...way, ip: addressText(address) }
    : way;
}

function callerOf(point: Point, from: ReachCaller, { isAddressKnown, identityOf }: KnownOfCallers): Caller {
  const address = addressAt(point, axisIn(point.space, { kind: 'source' }));
  const ip = address === undefined || isAddressKnown ? {} : { ip: addressText(address) };
  switch (from.kind) {
    case 'workload':
      return { kind: 'workload', workload: from.workload, ...ip };
    case 'plaintext':
    case 'internet':
      return { kind: 'plaintext', ...ip };
    case 'identity': {
      const { space, atoms } = point;
      const identity = from.identity.includes('*') ? identityOf(space, atoms[space.caller.first] ?? 0) : from.identity;
      return { kind: 'mtls', identity, ...ip };
    }
  }
}

function httpOf(point: Point, to: Target, turn: number): HttpRequest {
  const remote = addressAt(point, axisIn(point.space, { kind: 'remote' }));
  const forwarded: readonly Header[] = remote === undefined ? [] : [['x-forwarded-for', addressText(remote)]];
  const bare: HttpRequest = {
    method: textAt(point, { kind: 'method' }) ?? 'GET',
    path: asSent(point, textAt(point, { kind: 'path' }) ?? '/') + queryOf(point),
    host: textAt(point, { kind: 'host' }) ?? defaultHost(to),
    headers: [...headersOf(point), ...forwarded],
    tokens: [],
  };
  return placeTokens(bare, tokensIn(point, turn));
}

/** A path that normalisation leaves as it is to be: dots before parameters must not be taken for dot segments. */
function asSent({ space }: Point, path: string): string {
  if (space.values.normalization === 'NONE') return path;
  const [bare = '', ...query] = path.split(/(?=\?)/);
  return bare.replace(/\/(\.{1,2});/g, (_, dots: string) => `/${dots.replaceAll('.', '%2e')};`) + query.join('');
}

/** The parameters that somebody asks for, where there is no query as a whole. */
function queryOf(point: Point): string {
  const parameters = [...point.space.axes.values()].flatMap((axis) => {
    const { subject } = axis;
    return subject.kind === 'query' ? textsAt(point, axis).map((text) => `${subject.name}=${text}`) : [];
  });
  return parameters.length === 0 ? '' : `?${parameters.join('&')}`;
}

function headersOf(point: Point): readonly Header[] {
  return [...point.space.axes.values()].flatMap((axis) => {
    const { subject } = axis;
    return subject.kind === 'header' ? textsAt(point, axis).map((text): Header => [subject.name, text]) : [];
  });
}
