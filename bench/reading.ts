/** What does every command do first? It reads manifests into meshes: what a command costs beyond is its own. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { nodeRun, type NodeRun } from './command';

/** Reads folders into meshes, in a process of its own. */
export function reading(...paths: readonly string[]): NodeRun {
  const lib = join(__dirname, '..', 'lib', 'src', 'policy');
  const files = paths.map((path) => readdirSync(path).map((name) => join(path, name)));
  const script = `
    const { readFileSync } = require('node:fs');
    const { readManifests } = require(${JSON.stringify(join(lib, 'manifest.js'))});
    const { readMesh } = require(${JSON.stringify(join(lib, 'read-mesh.js'))});
    for (const files of ${JSON.stringify(files)})
      readMesh(readManifests(files.map((name) => ({ name, text: readFileSync(name, 'utf8') }))).manifests.map(({ object }) => object));`;
  return nodeRun(script);
}
