/** Is a request one that a route is for? What a `match` of a VirtualService asks, of the request as Envoy has it. */
import type { Behaviour } from '../../istio/behaviour';
import type { HttpMatch, NamedMatch, TextMatch } from '../../policy/model-virtual-service';
import type { Answer } from '../matching/answer';
import { allOf, fromBoolean, not } from '../matching/answer';
import { joined, valuesOf } from '../matching/header-map';
import { tryRe2 } from '../matching/re2';
import type { ReceivedRequest } from '../matching/received-request';
import type { PathMatch } from './route-path';
import { matchesPath, queryValueOf } from './route-path';

/** One thing that is asked. */
export type Question = (request: ReceivedRequest) => Answer;

/** All that a match asks beside the path. */
export interface RequestMatch {
  readonly path: PathMatch;
  readonly others: readonly Question[];
}

const CLAIMS = '@request.auth.claims';

/** The questions of this match; a route without any is for every path. */
export function requestMatchOf(match: HttpMatch, path: PathMatch, behaviour: Behaviour): RequestMatch {
  const { method, authority, scheme, headers, withoutHeaders, queryParams } = match;
  const own = (found: TextMatch | undefined, valueOf: (request: ReceivedRequest) => string): readonly Question[] =>
    found === undefined ? [] : [(request) => textQuestion(found)(valueOf(request))];
  return {
    path,
    others: [
      ...headers.map((one) => headerQuestion(one, behaviour)),
      ...withoutHeaders.map((one) => absenceQuestion(one, behaviour)),
      ...own(method, (request) => request.method),
      ...own(authority, (request) => request.host),
      ...own(scheme, (request) => valuesOf(request.headers, ':scheme')[0] ?? ''),
      ...queryParams.map(queryQuestion),
    ],
  };
}

/** Whether the request is meant. */
export function isMeant({ path, others }: RequestMatch, request: ReceivedRequest): Answer {
  return allOf([(one: ReceivedRequest) => matchesPath(path, one.target), ...others], (question) => question(request));
}

type TextQuestion = (text: string) => Answer;

/** `*` alone is no RE2; Istio takes it for presence. @see `canBeConvertedToPresentMatch` */
function asksPresence(match: TextMatch): boolean {
  return match.kind === 'any' || (match.kind === 'regex' && match.value === '*');
}

function textQuestion(match: TextMatch): TextQuestion {
  switch (match.kind) {
    case 'exact':
      return (text) => fromBoolean(text === match.value);
    case 'prefix':
      return (text) => fromBoolean(text.startsWith(match.value));
    case 'regex': {
      if (asksPresence(match)) return () => 'yes';
      const regex = tryRe2(match.value);
      return (text) => (regex === undefined ? 'unknown' : fromBoolean(regex.matchesAll(text)));
    }
    case 'any':
      return () => 'yes';
  }
}

function headerQuestion({ name, match }: NamedMatch, behaviour: Behaviour): Question {
  if (name.startsWith(CLAIMS)) return claimQuestion;
  const header = name.toLowerCase();
  const ask = textQuestion(match);
  return (request) => {
    const lines = valuesOf(request.headers, header);
    if (lines.length > 0 && !asksPresence(match) && request.unknowable.includes(header)) return 'unknown';
    return anyLine(lines, ask, behaviour);
  };
}

/** An absent header counts as an empty one, unless presence is what is asked. @see `TranslateRouteMatch` */
function absenceQuestion({ name, match }: NamedMatch, behaviour: Behaviour): Question {
  if (name.startsWith(CLAIMS)) return (request) => not(claimQuestion(request));
  const header = name.toLowerCase();
  const ask = textQuestion(match);
  return (request) => {
    const lines = valuesOf(request.headers, header);
    if (asksPresence(match)) return fromBoolean(lines.length === 0);
    if (lines.length > 0 && request.unknowable.includes(header)) return 'unknown';
    return not(anyLine(lines.length === 0 ? [''] : lines, ask, behaviour));
  };
}

/** Newer Envoys try each line of a repeated header, older ones all as one: what differs between them is not told. */
function anyLine(lines: readonly string[], ask: TextQuestion, behaviour: Behaviour): Answer {
  const answers = lines.map(ask);
  const alone = answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';
  if (lines.length < 2 || behaviour.headerLinesAreComparedAlone) return alone;
  const [together = 'no'] = joined(lines).map(ask);
  return together === alone ? alone : 'unknown';
}

/** Whether a claim fits is not judged here, but without any token there is none. */
function claimQuestion({ tokens }: ReceivedRequest): Answer {
  return tokens.length === 0 ? 'no' : 'unknown';
}

function queryQuestion({ name, match }: NamedMatch): Question {
  const ask = textQuestion(match);
  return ({ target }) => {
    const value = queryValueOf(target, name);
    return value === undefined ? 'no' : ask(value);
  };
}
