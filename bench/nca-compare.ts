/** Do two answers about an estate agree? Each difference with its explanation, if there is one. */
import type { ApiObjectProps } from 'cdk8s';
import type { Answer, Question } from './answers';

/** Questions that are answered differently for one reason. */
export interface Difference {
  /** undefined: no reason is known */
  readonly why: string | undefined;
  readonly count: number;
  /** one of the questions */
  readonly example: Question;
  readonly ncaAllows: boolean;
}

/** What a comparison found. */
export interface Comparison {
  readonly asked: number;
  readonly allowed: number;
  /** pairs of workloads one of which may send something to the other */
  readonly edges: number;
  readonly differences: readonly Difference[];
}

interface Explanation {
  readonly why: string;
  readonly applies: (question: Question, ncaAllows: boolean) => boolean;
}

const NCA_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'];
/** One that NCA does not know. */
const METHODS = [...NCA_METHODS, 'PURGE'];

const EXPLANATIONS: readonly Explanation[] = [
  {
    why: 'NCA knows nine methods; a prefix such as `P*` matches any other method, too',
    applies: ({ method, to }, ncaAllows) =>
      !ncaAllows && !NCA_METHODS.includes(method) && to.endsWith('/method-prefix'),
  },
  {
    why: 'NCA negates identities among the pods that it knows; who has no identity has none of them, so the rule matches',
    applies: ({ from, to }, ncaAllows) =>
      from === 'outside' &&
      /-?not-(?:principal|namespace)$|\/when-principal$/.test(to) === true &&
      ncaAllows === /\/deny-/.test(to),
  },
];

/** Asks both about each pair of workloads of an estate, by texts inside, outside and at the edge of each pattern. */
export function compareAnswers(objects: readonly ApiObjectProps[], nca: Answer, ours: Answer): Comparison {
  const differences = new Map<string | undefined, { -readonly [K in keyof Difference]: Difference[K] }>();
  const edges = new Set<string>();
  let [asked, allowed] = [0, 0];
  for (const question of questionsOf(objects)) {
    const [ncaAllows, weAllow] = [nca(question), ours(question)];
    asked += 1;
    if (weAllow) allowed += 1;
    if (weAllow && question.from !== 'outside') edges.add(`${question.from} ${question.to}`);
    if (ncaAllows === weAllow) continue;
    const why = EXPLANATIONS.find(({ applies }) => applies(question, ncaAllows))?.why;
    const known = differences.get(why) ?? { why, count: 0, example: question, ncaAllows };
    known.count += 1;
    differences.set(why, known);
  }
  return { asked, allowed, edges: edges.size, differences: [...differences.values()] };
}

function* questionsOf(objects: readonly ApiObjectProps[]): Generator<Question> {
  const workloads = objects.filter(({ kind }) => kind === 'Deployment').map(fullName);
  for (const to of workloads) {
    const patterns = patternsAt(to, objects);
    for (const from of [...workloads, 'outside']) {
      // NCA leaves out what a workload sends itself
      if (from === to) continue;
      for (const method of METHODS)
        for (const path of patterns.paths)
          for (const host of patterns.hosts) yield { from, to, port: 8080, method, path, host };
    }
  }
}

function patternsAt(target: string, objects: readonly ApiObjectProps[]): { paths: Set<string>; hosts: Set<string> } {
  const policies = objects.filter(({ kind, spec }) => {
    const { selector } = (spec ?? {}) as { selector?: { matchLabels?: { app?: string } } };
    return kind === 'AuthorizationPolicy' && target.endsWith(`/${selector?.matchLabels?.app}`);
  });
  const operations = policies.flatMap(({ spec }) =>
    ((spec as PolicySpec).rules ?? []).flatMap(({ to = [] }) => to.map(({ operation }) => operation)),
  );
  const of = (...keys: readonly (keyof Operation)[]) =>
    operations.flatMap((operation) => keys.flatMap((key) => operation[key] ?? []));
  return {
    paths: new Set(['/', '/other', ...of('paths', 'notPaths').flatMap(pathsAround)]),
    hosts: new Set(['other.test', ...of('hosts', 'notHosts').flatMap(hostsAround)]),
  };
}

interface Operation {
  readonly paths?: readonly string[];
  readonly notPaths?: readonly string[];
  readonly hosts?: readonly string[];
  readonly notHosts?: readonly string[];
}

interface PolicySpec {
  readonly rules?: readonly { readonly to?: readonly { readonly operation: Operation }[] }[];
}

function pathsAround(pattern: string): readonly string[] {
  const text = pattern.replace('*', '');
  const whole = text.startsWith('/') ? text : `/${text}`;
  return [whole, `${whole}/1`, `/x${whole}`, `${whole}-more`, whole.slice(0, -1)].filter((path) => path !== '');
}

function hostsAround(pattern: string): readonly string[] {
  const text = pattern.replace('*', '');
  return [`a${text}`, `${text}x`, ...(text.startsWith('.') ? [] : [text])];
}

function fullName({ metadata }: ApiObjectProps): string {
  return `${metadata?.namespace}/${metadata?.name}`;
}
