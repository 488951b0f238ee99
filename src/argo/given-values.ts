/** What is wrong with what somebody says about Argo CD: repositories, revisions, folders, clusters? */
import { isLabelKey } from '../istio/names';
import { shown } from '../istio/shown';

/** What Argo CD reads as a pattern in a project, and Go as a template in an ApplicationSet. */
const PATTERN = /[*?[\]{}\\]|^!/;

/** A repository, by its full address. */
export function checkRepository(url: string): string | undefined {
  return (
    checkWord('repository', url) ??
    (PATTERN.test(url)
      ? `repository \`${url}\` is a pattern; name the one repository in full, such as \`https://git.example.com/shop/rendered.git\``
      : undefined)
  );
}

/** A branch, tag or commit. */
export function checkRevision(revision: string): string | undefined {
  return (
    checkWord('revision', revision) ??
    (PATTERN.test(revision)
      ? `revision \`${revision}\` is a pattern; name one branch, tag or commit, such as \`environments/production\``
      : undefined)
  );
}

/** The key of a label by which clusters are chosen. */
export function checkClusterLabel(key: string): string | undefined {
  return isLabelKey(key)
    ? undefined
    : `label ${shown(key)} is not one that a Secret can carry; use letters, digits, \`-\`, \`_\` and \`.\``;
}

/** A folder of a repository. */
export function checkFolder(folder: string): string | undefined {
  const problem = checkWord('folder', folder);
  if (problem !== undefined) return problem;
  if (!PATTERN.test(folder) && !/^\/|\/$|\/\/|(^|\/)\.\.(\/|$)/.test(folder)) return undefined;
  return `folder \`${folder}\` is not a path from the root of the repository; write one such as \`production/shop\`, without patterns, \`..\`, or \`/\` at an end`;
}

/** The address of an API server. */
export function checkServer(url: string): string | undefined {
  const problem = checkWord('server', url);
  if (problem !== undefined) return problem;
  if (/^https?:\/\/[^/]/.test(url) && !PATTERN.test(url)) return undefined;
  return `server \`${url}\` is not the address of one API server; write one such as \`https://kubernetes.default.svc\``;
}

/** The name of a cluster, as Argo CD knows it. */
export function checkClusterName(name: string): string | undefined {
  return (
    checkWord('cluster', name) ??
    (PATTERN.test(name) ? `cluster \`${name}\` is a pattern; name one cluster, such as \`production\`` : undefined)
  );
}

function checkWord(what: string, value: unknown): string | undefined {
  if (typeof value !== 'string') return `${what} is \`${shown(value)}\`; give a text`;
  return /^\S+$/.test(value) ? undefined : `${what} \`${value}\` is empty or holds a space; give its name`;
}
