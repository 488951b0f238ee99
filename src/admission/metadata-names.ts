/** Which words Kubernetes takes for names, labels and annotations. Istio's own names are laxer: see `host-names.ts`. */
import { shown } from './json';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

/** @see kubernetes apimachinery pkg/api/validation/generic.go, `NameIsDNSSubdomain` */
export function objectNameProblem(name: string): string | undefined {
  if (name.length <= 253 && SUBDOMAIN.test(name)) return undefined;
  return `${shown(name)} is not a name; use at most 253 of \`a-z\`, \`0-9\`, \`-\` and \`.\`, each part beginning and ending with a letter or digit`;
}

/** A prefix that the API server completes; it may end in `-`. */
export function generateNameProblem(prefix: string): string | undefined {
  return objectNameProblem(prefix.replace(/-$/, 'a'));
}

/** @see kubernetes apimachinery pkg/api/validation/generic.go, `ValidateNamespaceName` */
export function namespaceProblem(namespace: string): string | undefined {
  if (namespace.length <= 63 && LABEL.test(namespace)) return undefined;
  return `${shown(namespace)} is not a namespace; use at most 63 of \`a-z\`, \`0-9\` and \`-\`, beginning and ending with a letter or digit`;
}

/** @see kubernetes apimachinery pkg/util/validation/validation.go, `IsQualifiedName` */
export function keyProblem(key: string): string | undefined {
  const slash = key.indexOf('/');
  const [prefix, name] = slash < 0 ? [undefined, key] : [key.slice(0, slash), key.slice(slash + 1)];
  const prefixFits = prefix === undefined || (prefix.length <= 253 && SUBDOMAIN.test(prefix));
  if (prefixFits && name.length <= 63 && QUALIFIED.test(name)) return undefined;
  return `key ${shown(key)} is not valid; write \`name\` or \`domain/name\`, the name with at most 63 letters, digits, \`-\`, \`_\` and \`.\``;
}

/** @see kubernetes apimachinery pkg/util/validation/validation.go, `IsValidLabelValue` */
export function labelValueProblem(value: string): string | undefined {
  if (value === '' || (value.length <= 63 && QUALIFIED.test(value))) return undefined;
  return `value ${shown(value)} is not valid; use at most 63 letters, digits, \`-\`, \`_\` and \`.\`, beginning and ending with a letter or digit`;
}
