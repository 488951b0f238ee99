/** What must a project of Argo CD permit, so that these objects may be written, and nothing else? */
import { apiGroup } from '../istio/api-group';
import { checkDnsLabel } from '../istio/names';
import { isClusterScoped } from './cluster-scoped';

/** What Argo CD asks of an object when it judges whether a project permits it, and where it stands, for messages. */
export interface PermittedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
  readonly place: string;
}

/** What a project lists. Everything is named in full; a kind without namespace also by the names of its objects. */
export interface Permissions {
  readonly clusterKinds: readonly { readonly group: string; readonly kind: string; readonly name: string }[];
  readonly namespacedKinds: readonly { readonly group: string; readonly kind: string }[];
  readonly namespaces: readonly string[];
}

/** Whether Argo CD is steered by it: whoever may write a project, or its settings, may permit themselves anything. */
export function steersArgo({ apiVersion, kind, name }: Omit<PermittedObject, 'place'>): boolean {
  const group = apiGroup(apiVersion);
  if (group === 'argoproj.io') return ['Application', 'ApplicationSet', 'AppProject'].includes(kind);
  return group === '' && ['ConfigMap', 'Secret'].includes(kind) && name.startsWith('argocd-');
}

/**
 * What must be permitted for these objects. `clusterKinds` names kinds that have no namespace and are not Kubernetes's
 * own, as `Kind.group`.
 * @see argo-cd pkg/apis/application/v1alpha1/app_project_types.go, `IsResourcePermitted`
 */
export function permissionsFor(objects: readonly PermittedObject[], clusterKinds: readonly string[]): Permissions {
  const isWide = (object: PermittedObject) => isWithoutNamespace(object, clusterKinds);
  const inNamespaces = objects.filter((object) => !isWide(object));
  return {
    clusterKinds: distinct(objects.filter(isWide).map((object) => ({ ...kindOf(object), name: escaped(object.name) }))),
    namespacedKinds: distinct(inNamespaces.map(kindOf)),
    namespaces: [...new Set(inNamespaces.flatMap(({ namespace }) => namespace ?? []))].sort(),
  };
}

/** Why no project can be made for these objects. */
export function permissionProblems(objects: readonly PermittedObject[], clusterKinds: readonly string[]): string[] {
  const problems = objects.flatMap((object) => objectProblems(object, clusterKinds));
  if (problems.length > 0) return problems;
  return permissionsFor(objects, clusterKinds).namespaces.length > 0
    ? []
    : [
        'no object has a namespace, so the project would have no destination and permit no Application; give what it is for',
      ];
}

/** What is wrong with a kind that is said to have no namespace, such as `ClusterIssuer.cert-manager.io`. */
export function checkKindName(kind: string): string | undefined {
  return /^[A-Z][A-Za-z0-9]*(\.[a-z0-9][a-z0-9.-]*)?$/.test(kind)
    ? undefined
    : `kind \`${kind}\` is not \`Kind.group\`, such as \`ClusterIssuer.cert-manager.io\``;
}

function objectProblems(object: PermittedObject, clusterKinds: readonly string[]): string[] {
  const { apiVersion, kind, namespace, name, place } = object;
  if (!isWord(apiVersion) || !isWord(kind) || name === '') {
    return [
      `${place} is \`${apiVersion}\` \`${kind}\` \`${name}\`, which is no object; write \`apiVersion\`, \`kind\` and \`name\` in full`,
    ];
  }
  if (steersArgo(object)) {
    return [
      `${place} is ${kind} \`${name}\`: who may write what steers Argo CD may permit themselves anything; keep it apart, for a project of administrators`,
    ];
  }
  if (isWithoutNamespace(object, clusterKinds)) return [];
  if (namespace === undefined || namespace === '') {
    // Argo CD would put it where the Application points to, which is a guess.
    return [
      `${kind} \`${name}\` has no namespace (${place}); write \`metadata.namespace\`, or, if its kind has none, name \`${kindName(object)}\` as a cluster kind`,
    ];
  }
  // A destination is a pattern to Argo CD: `*` would be every namespace.
  const problem = checkDnsLabel('namespace', namespace);
  return problem === undefined ? [] : [`${kind} \`${name}\`: ${problem}`];
}

/** A text without what Argo CD takes for a pattern. */
function isWord(text: string): boolean {
  return /^[A-Za-z0-9./-]+$/.test(text);
}

function isWithoutNamespace(object: PermittedObject, clusterKinds: readonly string[]): boolean {
  return isClusterScoped(apiGroup(object.apiVersion), object.kind) || clusterKinds.includes(kindName(object));
}

function kindName({ apiVersion, kind }: PermittedObject): string {
  return [kind, apiGroup(apiVersion)].filter(Boolean).join('.');
}

function kindOf({ apiVersion, kind }: PermittedObject): { group: string; kind: string } {
  return { group: apiGroup(apiVersion), kind };
}

/** Names may hold what Go's `filepath.Match` takes for a pattern: a ClusterRole may be named `*`. */
function escaped(name: string): string {
  return name.replace(/[*?[\\]/g, '\\$&');
}

/** Each once, in the order of group, kind and name. */
function distinct<Item extends object>(items: readonly Item[]): Item[] {
  const byText = new Map(items.map((item) => [Object.values(item).join(' '), item]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}
