/** Objects as files on disk, as somebody keeps them: a folder with a file for each namespace. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiObjectProps, Yaml } from 'cdk8s';

/** Writes the folder, and tells its path. */
export function writeFolder(folder: string, objects: Iterable<ApiObjectProps>): string {
  const byNamespace = new Map<string, ApiObjectProps[]>();
  for (const object of objects) {
    const namespace = object.metadata?.namespace ?? object.metadata?.name ?? '';
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), object]);
  }
  mkdirSync(folder, { recursive: true });
  for (const [namespace, those] of byNamespace) {
    writeFileSync(join(folder, `${namespace}.yaml`), Yaml.stringify(...those));
  }
  return folder;
}
