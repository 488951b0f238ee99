/** Which requests is a route for? Its match, and the host of its virtual host, as formulas over what clients send. */
import type { PathMatch } from '../../evaluate/routes/route-path';
import type { Behaviour } from '../../istio/behaviour';
import { joinedHeaders } from '../../istio/joined-headers';
import type { HttpMatch, NamedMatch, TextMatch } from '../../policy/model-virtual-service';
import type { TextPattern } from '../../sets/text-pattern';
import { ANY_CHARACTER, ANY_TEXT } from '../../sets/text-pattern';
import { isTaken } from '../../sets/text-rest';
import type { Formula, Subject } from './formula';
import { allOf, ALWAYS, anyOf, constant, NEVER, not } from './formula';
import { linesFormula } from './header-formula';
import { regexForms } from './regex-forms';

/** What a route sees of requests. */
export interface RouteScene {
  /** who has the routes, for sentences */
  readonly shown: string;
  readonly behaviour: Behaviour;
  /** headers of which the proxy has written the value, each with why that cannot be told */
  readonly rewritten: ReadonlyMap<string, string>;
  /** what `:scheme` says; undefined where clients are believed */
  readonly scheme: 'http' | 'https' | undefined;
}

const CLAIMS = '@request.auth.claims';

/** The requests that a route with this match is for. */
export function matchFormula(match: HttpMatch, path: PathMatch, scene: RouteScene): Formula {
  const { method, authority, scheme, headers, withoutHeaders, queryParams } = match;
  return allOf([
    pathFormula(path, scene),
    ...(method === undefined ? [] : [textFormula({ kind: 'method' }, method, scene)]),
    ...(authority === undefined ? [] : [textFormula({ kind: 'host' }, authority, scene)]),
    ...(scheme === undefined ? [] : [schemeFormula(scheme, scene)]),
    ...headers.map((one) => headerFormula(one, scene)),
    ...withoutHeaders.map((one) => absenceFormula(one, scene)),
    ...queryParams.map((one) => queryFormula(one, scene)),
  ]);
}

function pathFormula(match: PathMatch, { shown }: RouteScene): Formula {
  if (match.kind === 'regex') return regexFormula({ kind: 'path' }, match.written, shown);
  const { kind, value, ignoresCase } = match;
  const anyCase = ignoresCase ? ({ anyCase: true } as const) : {};
  const literal = (patterns: readonly TextPattern[], ...written: readonly string[]): Formula => ({
    kind: 'is',
    literal: { about: { kind: 'path' }, among: { kind: 'texts', patterns }, ...(ignoresCase ? {} : { written }) },
  });
  switch (kind) {
    case 'exact':
      return literal([{ kind: 'exact', text: value, ...anyCase }], value);
    case 'prefix':
      return value === '/' ? ALWAYS : literal([{ kind: 'prefix', text: value, ...anyCase }], `${value}*`);
    case 'segments': {
      const below: TextPattern = { kind: 'prefix', text: `${value}/`, ...anyCase };
      return literal([{ kind: 'exact', text: value, ...anyCase }, below], value, `${value}/*`);
    }
  }
}

function regexFormula(about: Subject, written: string, shown: string): Formula {
  const patterns = regexForms(written);
  if (patterns === undefined) return { kind: 'unknown', because: `which texts \`${written}\` of ${shown} takes` };
  return { kind: 'is', literal: { about, among: { kind: 'texts', patterns } } };
}

/** `*` alone is no regular expression; Istio takes it for presence. */
function asksPresence(match: TextMatch): boolean {
  return match.kind === 'any' || (match.kind === 'regex' && match.value === '*');
}

/** The texts that the match takes; undefined when patterns cannot say it. */
function formsOf(match: TextMatch): readonly TextPattern[] | undefined {
  if (asksPresence(match) || match.kind === 'any') return [ANY_TEXT];
  return match.kind === 'regex' ? regexForms(match.value) : [{ kind: match.kind, text: match.value }];
}

function wordsOf(match: TextMatch): readonly string[] | undefined {
  switch (match.kind) {
    case 'exact':
      return [match.value];
    case 'prefix':
      return [`${match.value}*`];
    case 'any':
    case 'regex':
      return undefined;
  }
}

/** Of what is always there. */
function textFormula(about: Subject, match: TextMatch, { shown }: RouteScene): Formula {
  if (asksPresence(match)) return ALWAYS;
  return onForms(match, shown, (patterns) => {
    const written = wordsOf(match);
    return { kind: 'is', literal: { about, among: { kind: 'texts', patterns }, ...(written && { written }) } };
  });
}

function onForms(match: TextMatch, shown: string, make: (patterns: readonly TextPattern[]) => Formula): Formula {
  const patterns = formsOf(match);
  if (patterns !== undefined) return make(patterns);
  const written = match.kind === 'any' ? '' : match.value;
  return { kind: 'unknown', because: `which texts \`${written}\` of ${shown} takes` };
}

function schemeFormula(match: TextMatch, { scheme, shown }: RouteScene): Formula {
  if (asksPresence(match)) return ALWAYS;
  if (scheme === undefined) return { kind: 'unknown', because: 'which scheme a client says that it speaks' };
  return onForms(match, shown, (patterns) => constant(patterns.some((pattern) => isTaken(pattern, scheme))));
}

function headerFormula({ name, match }: NamedMatch, scene: RouteScene): Formula {
  if (name.startsWith(CLAIMS)) return { kind: 'unknown', because: 'what the claims of a token are to a route' };
  return onForms(match, scene.shown, (patterns) => anyLine(name.toLowerCase(), patterns, wordsOf(match), scene));
}

/** An absent header counts as an empty one, unless presence is what is asked. */
function absenceFormula({ name, match }: NamedMatch, scene: RouteScene): Formula {
  const has = headerFormula({ name, match }, scene);
  if (asksPresence(match) || name.startsWith(CLAIMS)) return not(has);
  return onForms(match, scene.shown, (patterns) => {
    const isThere = linesFormula(name.toLowerCase(), { patterns: [ANY_TEXT] }, scene);
    const takesEmpty = constant(patterns.some((pattern) => isTaken(pattern, '')));
    return not(anyOf([has, allOf([not(isThere), takesEmpty])]));
  });
}

const WITH_COMMA: TextPattern = {
  kind: 'sequence',
  parts: [
    { kind: 'run', of: ANY_CHARACTER, atLeast: 0 },
    { kind: 'text', text: ',' },
    { kind: 'run', of: ANY_CHARACTER, atLeast: 0 },
  ],
};

/** Newer Envoys try each line of a repeated header, older ones all as one: of what may be several it is not told. */
function anyLine(
  name: string,
  patterns: readonly TextPattern[],
  written: readonly string[] | undefined,
  scene: RouteScene,
): Formula {
  if (name.startsWith(':')) return { kind: 'unknown', because: `what header \`${name}\` is to a route` };
  const whole = linesFormula(name, { patterns, ...(written && { written }) }, scene);
  if (whole.kind !== 'is' || joinedHeaders.has(name) || scene.behaviour.headerLinesAreComparedAlone) return whole;
  const several = linesFormula(name, { patterns: [WITH_COMMA] }, scene);
  const because = `whether this version of Istio compares lines of header \`${name}\` one by one`;
  return anyOf([allOf([not(several), whole]), allOf([several, { kind: 'unknown', because }])]);
}

function queryFormula({ name, match }: NamedMatch, { shown, rewritten }: RouteScene): Formula {
  const because = rewritten.get(':path');
  if (because !== undefined) return { kind: 'unknown', because };
  return onForms(match, shown, (patterns) => {
    const written = wordsOf(match);
    const about: Subject = { kind: 'query', name };
    return { kind: 'is', literal: { about, among: { kind: 'texts', patterns }, ...(written && { written }) } };
  });
}

/** The requests of a virtual host, beside others that take more of the host; its port does not count. */
export function hostFormula(host: string, others: readonly string[]): Formula {
  if ([host, ...others].some((one) => /^\*\d*$/.test(one) && one !== '*')) {
    return { kind: 'unknown', because: `which hosts end with the digits of \`${host}\`` };
  }
  const closer = others.filter((other) => other !== host && isCloser(other, host));
  return allOf([hostsFormula([host]), not(closer.length === 0 ? NEVER : hostsFormula(closer))]);
}

/** The requests that name one of these hosts; the port does not count. */
export function hostsFormula(hosts: readonly string[]): Formula {
  if (hosts.includes('*')) return ALWAYS;
  const patterns = hosts.flatMap(hostForms);
  return {
    kind: 'is',
    literal: { about: { kind: 'host' }, among: { kind: 'texts', patterns }, written: hosts },
  };
}

function hostForms(host: string): readonly TextPattern[] {
  const name = { kind: 'text', text: host.replace(/^\*/, ''), anyCase: true } as const;
  // a star stands for one character at least
  const parts = host.startsWith('*') ? [{ kind: 'run', of: ANY_CHARACTER, atLeast: 1 } as const, name] : [name];
  const port = [
    { kind: 'text', text: ':' } as const,
    { kind: 'run', of: { kind: 'of', characters: '0123456789' }, atLeast: 0 } as const,
  ];
  return [
    { kind: 'sequence', parts },
    { kind: 'sequence', parts: [...parts, ...port] },
  ];
}

/** Whether the first is looked for before the second, and may take some of its hosts. */
function isCloser(host: string, wider: string): boolean {
  return wider.startsWith('*') && host.length >= wider.length && host.endsWith(wider.slice(1));
}
