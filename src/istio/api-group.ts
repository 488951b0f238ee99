/** Which API group does an object belong to? */

/** The group of an `apiVersion`: that of `apps/v1` is `apps`, that of `v1`, the core group, the empty text. */
export function apiGroup(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}
