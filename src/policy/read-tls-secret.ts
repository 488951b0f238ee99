/** Which Secrets hold a certificate: their names are read, their content never. */
import type { JsonObject } from './json-object';
import { isObject } from './json-object';
import type { ObjectName } from './metadata';
import { readMetadata } from './read-metadata';

/** Whether the Secret has a certificate and its key, by type or by the names of its entries. */
export function isTlsSecret({ data, stringData, type }: JsonObject): boolean {
  if (type === 'kubernetes.io/tls') return true;
  const entries = [data, stringData].filter(isObject).flatMap(Object.keys);
  return [
    ['tls.crt', 'tls.key'],
    ['cert', 'key'],
  ].some((pair) => pair.every((name) => entries.includes(name)));
}

/** The name of the Secret. */
export function readName(manifest: JsonObject): ObjectName {
  const { name, namespace } = readMetadata(manifest);
  return { namespace, name };
}
