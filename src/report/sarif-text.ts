/** Messages and paths as SARIF takes them. */

/** `[words](target)` in a message is a link, which a value of a manifest must not be able to make. */
export function withoutLinks(text: string): string {
  return text.replace(/\[(?=[^\]]*\]\()/g, '\\[');
}

/** A path as a URI: relative ones stay so, as code scanning takes them from the root of the repository. */
export function uriOf(file: string): string {
  if (file === '-') return 'stdin';
  const path = file.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
  const uri = path.split('/').map(encodeURIComponent).join('/');
  if (path.startsWith('/')) return `file://${uri}`;
  return /^[A-Za-z]:\//.test(path) ? `file:///${path.slice(0, 2)}${uri.slice(uri.indexOf('/'))}` : uri;
}
