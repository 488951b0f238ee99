/**
 * Which DestinationRule counts when a caller calls a host? One is chosen by namespace, then by host, then by the labels
 * of the caller; rules of one host and namespace may have been joined before.
 */
import { selects } from '../../policy/in-force';
import type { Labels, Mesh, ObjectName } from '../../policy/model';
import type { DestinationRule, Subset, TrafficPolicy } from '../../policy/model-destination-rule';
import { byAge } from '../../policy/object-order';
import { remember } from '../../policy/remember';
import { fullHost } from '../../policy/short-host';

/** A rule as it is in force: its own words, and what joined it from others of its host. */
export interface RuleInForce extends ObjectName {
  /** private to its namespace where it selects workloads */
  readonly exportTo: ReadonlySet<string>;
  readonly selector?: Labels;
  readonly trafficPolicy?: TrafficPolicy;
  readonly subsets: readonly Subset[];
}

/** Who calls: namespace and labels choose the rule. */
export interface RuleClient {
  readonly namespace: string;
  readonly labels: Labels;
}

/** What is called: a full host, which may begin with a star, and the namespace that declares it. */
export interface RuleHost {
  readonly host: string;
  readonly namespace: string;
}

/** Rules by full host, each host with those that count side by side. */
type Book = Map<string, RuleInForce[]>;

/**
 * The rule in force between client and host, if there is one; the rules of the mesh are arranged once.
 * @see istio pilot/pkg/model/push_context.go, `setDestinationRules` and `destinationRule`, and sidecar.go,
 * `DestinationRule`
 */
export function rulesInForce(mesh: Mesh): (client: RuleClient, called: RuleHost) => RuleInForce | undefined {
  const { rootNamespace } = mesh.settings;
  const arranged = remember(arrange); // not before somebody asks
  return (client, { host, namespace }) => {
    const books = arranged(mesh);
    const own = client.namespace === rootNamespace ? books.rootOwn : books.own.get(client.namespace);
    const exportedBy = (owner: string): readonly RuleInForce[] =>
      mostSpecific(books.exported.get(owner), host).filter(({ exportTo }) => isShown(exportTo, client.namespace));
    // the most specific host is chosen before anything else is asked: what it hides stays hidden
    const beside = [() => mostSpecific(own, host), () => exportedBy(namespace), () => exportedBy(rootNamespace)].reduce<
      readonly RuleInForce[]
    >((found, next) => (found.length > 0 ? found : next()), []);
    return (
      beside.find(
        (rule) => rule.selector !== undefined && isOwn(rule, client) && selects(rule.selector, client.labels),
      ) ?? beside.filter(({ selector }) => selector === undefined).at(-1)
    );
  };
}

interface Books {
  /** by namespace: what its own workloads see of its rules */
  readonly own: Map<string, Book>;
  /** by namespace: what others may see of its rules */
  readonly exported: Map<string, Book>;
  /** all that workloads of the root namespace see first: otherwise its rules for the mesh would hide all others */
  readonly rootOwn: Book;
}

function arrange({ settings, traffic }: Mesh): Books {
  const books: Books = { own: new Map(), exported: new Map(), rootOwn: new Map() };
  for (const rule of [...traffic.destinationRules].sort(bySelectorAndAge)) {
    const { namespace } = rule;
    const exportTo = new Set(rule.selector === undefined ? rule.exportTo : ['.']);
    if (exportTo.size === 0 || ['*', '.', namespace].some((space) => exportTo.has(space))) {
      enter(bookOf(books.own, namespace), rule, exportTo);
    }
    if (!isPrivate(rule, exportTo, settings.defaultDestinationRuleExportTo)) {
      enter(bookOf(books.exported, namespace), rule, exportTo);
    } else if (namespace === settings.rootNamespace) {
      enter(books.rootOwn, rule, exportTo);
    }
  }
  return books;
}

function bySelectorAndAge(a: DestinationRule, b: DestinationRule): number {
  return Number(a.selector === undefined) - Number(b.selector === undefined) || byAge(a, b);
}

/** Of the mesh's default only the dot counts. */
function isPrivate(
  { namespace }: DestinationRule,
  exportTo: ReadonlySet<string>,
  meshDefault: readonly string[],
): boolean {
  if (exportTo.size === 0) return meshDefault.includes('.');
  return exportTo.size === 1 && (exportTo.has('.') || exportTo.has(namespace));
}

function bookOf(books: Map<string, Book>, namespace: string): Book {
  const book = books.get(namespace) ?? new Map<string, RuleInForce[]>();
  books.set(namespace, book);
  return book;
}

/**
 * Enters a rule beside those of its host, or joins it to them. The last one that it is compared with decides whether it
 * also stands for itself, as in Istio's loop; where it does not, and only one of the two has a selector, it is gone.
 * @see istio pilot/pkg/model/destination_rule.go, `mergeDestinationRule`
 */
function enter(book: Book, rule: DestinationRule, exportTo: ReadonlySet<string>): void {
  const host = fullHost(rule.host, rule.namespace);
  const entered = { ...rule, exportTo };
  const fates = (book.get(host) ?? []).map((existing) => fateBeside(existing, entered));
  const standsAlone = fates.at(-1)?.standsAlone ?? true;
  book.set(host, [...fates.map(({ existing }) => existing), ...(standsAlone ? [entered] : [])]);
}

interface Fate {
  readonly existing: RuleInForce;
  readonly standsAlone: boolean;
}

function fateBeside(existing: RuleInForce, rule: RuleInForce): Fate {
  const isShownAlike = isSubset(existing.exportTo, rule.exportTo) && isSubset(rule.exportTo, existing.exportTo);
  const isShownWider = existing.exportTo.size > 0 && isSubset(existing.exportTo, rule.exportTo);
  if (!isShownAlike && !isShownWider) return { existing, standsAlone: true };
  const [one, other] = [existing.selector, rule.selector];
  if (one !== undefined && other !== undefined && !(selects(one, other) && selects(other, one))) {
    return { existing, standsAlone: true };
  }
  const isAlike = (one === undefined) === (other === undefined);
  return { existing: joined(existing, rule), standsAlone: !isAlike && !isShownAlike };
}

/** The older one, with the subsets that it lacks; with the policy of the other only when it has none at all. */
function joined(existing: RuleInForce, rule: RuleInForce): RuleInForce {
  const { trafficPolicy = rule.trafficPolicy, subsets } = existing;
  const lacking = rule.subsets.filter(({ name }) => !subsets.some((subset) => subset.name === name));
  return { ...existing, subsets: [...subsets, ...lacking], ...(trafficPolicy === undefined ? {} : { trafficPolicy }) };
}

function isSubset(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].every((space) => b.has(space));
}

/** Those of the host itself, else of the longest wildcard that covers it. */
function mostSpecific(book: Book | undefined, host: string): readonly RuleInForce[] {
  const exact = book?.get(host);
  if (book === undefined || exact !== undefined) return exact ?? [];
  const needle = host.startsWith('*') ? host.slice(1) : host;
  // a shorter tail covers more; the loop goes from the whole name to the single star
  for (let from = 0; from <= needle.length; from++) {
    const found = book.get(`*${needle.slice(from)}`);
    if (found !== undefined) return found;
  }
  return [];
}

function isShown(exportTo: ReadonlySet<string>, namespace: string): boolean {
  return exportTo.size === 0 || exportTo.has('*') || exportTo.has(namespace);
}

function isOwn(rule: ObjectName, { namespace }: RuleClient): boolean {
  return rule.namespace === namespace;
}
