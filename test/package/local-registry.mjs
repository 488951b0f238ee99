// A registry of npm with the packages whose tarballs lie in a folder: `node local-registry.mjs <folder>`, where
// `packages.json` is what `npm pack --json` said. Prints its address.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);
const packages = JSON.parse(readFileSync(join(folder, 'packages.json'), 'utf8'));

const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname).slice(1);
  const found = packages.find(({ filename }) => path === `-/${filename}`);
  if (found !== undefined) return response.end(readFileSync(join(folder, found.filename)));
  const versions = packages.filter(({ name }) => name === path);
  if (versions.length === 0) return response.writeHead(404).end('{}');
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(packumentOf(path, versions, `http://${request.headers.host}`)));
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));

function packumentOf(name, versions, origin) {
  const entries = versions.map(({ version, manifest, filename, integrity }) => [
    version,
    { ...manifest, dist: { tarball: `${origin}/-/${filename}`, integrity } },
  ]);
  return { name, 'dist-tags': { latest: versions.at(-1).version }, versions: Object.fromEntries(entries) };
}
