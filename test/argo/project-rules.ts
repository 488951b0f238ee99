/** Would Argo CD write this object for an Application of this project? Its rules, in a few lines. */

interface ProjectSpec {
  readonly destinations: readonly { readonly name?: string; readonly server?: string; readonly namespace: string }[];
  readonly clusterResourceWhitelist?: readonly { group: string; kind: string; name?: string }[];
  readonly namespaceResourceWhitelist?: readonly { group: string; kind: string }[];
}

interface Candidate {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** @see argo-cd pkg/apis/application/v1alpha1/app_project_types.go, `IsResourcePermitted` */
export function permits(spec: ProjectSpec, cluster: string, candidate: Candidate): boolean {
  const { group, kind, namespace, name } = candidate;
  const isKind = (item: { group: string; kind: string }) => matches(item.kind, kind) && matches(item.group, group);
  if (namespace === undefined) {
    const listed = spec.clusterResourceWhitelist ?? [];
    return listed.some((item) => isKind(item) && (item.name === undefined || matches(item.name, name)));
  }
  if (spec.namespaceResourceWhitelist !== undefined && !spec.namespaceResourceWhitelist.some(isKind)) return false;
  return spec.destinations.some(
    (item) => (item.name === cluster || item.server === cluster) && matches(item.namespace, namespace),
  );
}

/** `*` and `?` stand for any text and any character; `\` before one takes it literally. `[` is not known here. */
function matches(pattern: string, text: string): boolean {
  const source = pattern.replace(/\\(.)|[*?]|[^*?\\]/g, (part, escaped: string | undefined) => {
    if (escaped !== undefined) return literal(escaped);
    return part === '*' ? '[^/]*' : part === '?' ? '[^/]' : literal(part);
  });
  return new RegExp(`^${source}$`, 's').test(text);
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
