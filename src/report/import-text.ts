/** What became of hand-written policies, for people at a terminal. */
import type { Imported } from '../adoption/import-policies';
import { visible } from '../findings/visible';
import { type Manifest, placeOf } from '../policy/manifest';
import { counted } from './counted';
import { callerInWords } from './reach-rows';

/** What the program says as constructs, what as it was and why, and what is proven of both. */
export function importText({ asConstructs, asTheyWere, equal, undecided }: Imported): string {
  const all = asConstructs.length + asTheyWere.length;
  if (all === 0) return 'no policies among these objects\n';
  const kept = asTheyWere.map(
    ({ manifest, because }) => `  ${visible(nameWithPlace(manifest))} as it was: ${visible(because)}`,
  );
  const doubts = undecided.map(({ from, to, port, because }) =>
    visible(`  ${callerInWords(from)} to ${to}, port ${port}: ${because.join('; ')}`),
  );
  return [
    `${counted(all, 'policy', 'policies')}: ${asConstructs.length} as constructs, ${asTheyWere.length} as they were`,
    ...kept,
    `proven: at ${counted(equal, 'port')} everybody may send what they could before`,
    ...(doubts.length === 0 ? [] : ['not proven:', ...doubts]),
    '',
  ].join('\n');
}

function nameWithPlace(manifest: Manifest): string {
  const { kind, namespace, name, document } = manifest;
  const { line } = placeOf(manifest, []);
  return `${kind} ${namespace ?? 'default'}/${name} (${document.file}:${line})`;
}
