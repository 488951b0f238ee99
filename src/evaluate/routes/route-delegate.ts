/** What does a VirtualService say once its delegates stand in their place? */
import type { Labels, ObjectName } from '../../policy/model';
import type {
  GatewayReference,
  HeaderChange,
  HttpMatch,
  HttpRoute,
  NamedMatch,
  Rewrite,
  TextMatch,
  VirtualService,
} from '../../policy/model-virtual-service';
import { present } from '../../policy/present';

/** The VirtualService with the routes of its delegates; a delegate that is not found leaves no route behind. */
export function withDelegates(
  root: VirtualService,
  find: (name: ObjectName) => VirtualService | undefined,
): VirtualService {
  const http = root.http.flatMap((route) => {
    const { action } = route;
    if (action.kind !== 'delegate') return [route];
    return (find(action.to)?.http ?? []).flatMap((delegate) => merged(route, action.rewrite, delegate));
  });
  return { ...root, http };
}

/** @see istio pilot/pkg/model/virtualservice.go, `mergeHTTPRoute` */
function merged(root: HttpRoute, rewrite: Rewrite, delegate: HttpRoute): readonly HttpRoute[] {
  const matches = mergedMatches(root.matches, delegate.matches);
  if (matches === undefined) return [];
  const { action } = delegate;
  const inherits = action.kind === 'route' && Object.keys(action.rewrite).length === 0;
  return [
    {
      ...delegate,
      matches,
      action: inherits ? { ...action, rewrite } : action,
      headers: [delegate.headers.request, delegate.headers.response].every(isEmpty) ? root.headers : delegate.headers,
      mirrors: delegate.mirrors.length === 0 ? root.mirrors : delegate.mirrors,
      ...present({ abort: delegate.abort ?? root.abort }),
    },
  ];
}

function isEmpty({ set, add, remove }: HeaderChange): boolean {
  return set.length + add.length + remove.length === 0;
}

/** Each match of the delegate within each of the root that it does not contradict; undefined when one fits nowhere. */
function mergedMatches(roots: readonly HttpMatch[], delegates: readonly HttpMatch[]): readonly HttpMatch[] | undefined {
  if (roots.length === 0) return delegates;
  if (delegates.length === 0) return roots;
  const found = delegates.map((delegate) =>
    roots.filter((root) => !isContradicted(root, delegate)).map((root) => mergedMatch(root, delegate)),
  );
  return found.some((each) => each.length === 0) ? undefined : found.flat();
}

function mergedMatch(root: HttpMatch, delegate: HttpMatch): HttpMatch {
  return {
    ...delegate,
    headers: mergedByName(root.headers, delegate.headers),
    withoutHeaders: mergedByName(root.withoutHeaders, delegate.withoutHeaders),
    queryParams: mergedByName(root.queryParams, delegate.queryParams),
    sourceLabels: { ...root.sourceLabels, ...delegate.sourceLabels },
    gateways: delegate.gateways.length === 0 ? root.gateways : delegate.gateways,
    ...present({
      uri: delegate.uri ?? root.uri,
      scheme: delegate.scheme ?? root.scheme,
      method: delegate.method ?? root.method,
      authority: delegate.authority ?? root.authority,
      port: delegate.port ?? root.port,
      sourceNamespace: delegate.sourceNamespace ?? root.sourceNamespace,
    }),
  };
}

function mergedByName(root: readonly NamedMatch[], delegate: readonly NamedMatch[]): readonly NamedMatch[] {
  return [...new Map([...root, ...delegate].map((one) => [one.name, one])).values()];
}

/** @see istio pilot/pkg/model/virtualservice.go, `hasConflict` */
function isContradicted(root: HttpMatch, leaf: HttpMatch): boolean {
  return (
    (['uri', 'scheme', 'method', 'authority'] as const).some((field) => isTextContradicted(root[field], leaf[field])) ||
    (['headers', 'withoutHeaders', 'queryParams'] as const).some((field) =>
      leaf[field].some(({ name, match }) => isTextContradicted(tryNamed(root[field], name), match)),
    ) ||
    root.ignoreUriCase !== leaf.ignoreUriCase ||
    (root.port !== undefined && leaf.port !== undefined && root.port !== leaf.port) ||
    (root.sourceNamespace !== undefined && leaf.sourceNamespace !== root.sourceNamespace) ||
    areLabelsContradicted(root.sourceLabels, leaf.sourceLabels) ||
    areGatewaysContradicted(root.gateways, leaf.gateways)
  );
}

function tryNamed(matches: readonly NamedMatch[], name: string): TextMatch | undefined {
  return matches.find((one) => one.name === name)?.match;
}

/** The text of the root must cover that of the leaf; an empty one counts as none, as in protobuf. */
function isTextContradicted(root: TextMatch | undefined, leaf: TextMatch | undefined): boolean {
  if (root === undefined || leaf === undefined) return false;
  if (isWritten(root) && isWritten(leaf) && (root.kind === 'regex' || leaf.kind === 'regex')) return true;
  if (root.kind === 'exact' && root.value !== '') return leaf.kind !== 'exact' || leaf.value !== root.value;
  const areBothText = isWritten(root) && isWritten(leaf) && leaf.kind !== 'regex';
  return !(areBothText && root.kind === 'prefix' && leaf.value.startsWith(root.value));
}

function isWritten(match: TextMatch): match is Extract<TextMatch, { readonly value: string }> {
  return match.kind !== 'any' && match.value !== '';
}

function areLabelsContradicted(root: Labels, leaf: Labels): boolean {
  return Object.entries(leaf).some(([key, value]) => root[key] !== undefined && root[key] !== value);
}

function areGatewaysContradicted(root: readonly GatewayReference[], leaf: readonly GatewayReference[]): boolean {
  if (root.length === 0 || leaf.length === 0) return false;
  const known = new Set(root.map((one) => JSON.stringify(one)));
  return root.length < leaf.length || leaf.some((one) => !known.has(JSON.stringify(one)));
}
