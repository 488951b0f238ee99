/** Agreement with recorded callers: what their proxies spoke, and what became of the whole call. */
import { clientTls } from '../../src/evaluate/client-tls';
import { readCase } from '../../src/policy/read-case';
import { readMesh } from '../../src/policy/read-mesh';
import { recorded } from '../corpus/recorded';

test.each(['golden', 'generated'])('%s', (file) => {
  const differing: unknown[] = [];
  let judged = 0;
  for (const { manifests, mesh: settings, cases } of recorded(`client-tls/${file}`)) {
    const mesh = readMesh(manifests as never, settings);
    for (const row of cases) {
      judged++;
      const { tls, inner, sni, destinationRule } = row.expect as never as Record<string, string>;
      const expected = { tls, inner, sni, destinationRule };
      const said = clientTls(mesh, readCase(row));
      const actual =
        said.kind === 'spoken'
          ? {
              tls: said.tls,
              inner: said.inner,
              sni: said.sni,
              destinationRule: said.rule === undefined ? undefined : `${said.rule.namespace}/${said.rule.name}`,
            }
          : said;
      if (JSON.stringify(actual) !== JSON.stringify(expected)) differing.push({ id: row.id, expected, actual });
    }
  }
  console.log(judged, differing.length);
  expect(differing.map((d) => JSON.stringify(d))).toEqual([]);
});
