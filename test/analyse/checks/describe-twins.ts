/* eslint-disable jest/no-export -- a suite that every check runs on its own twins */
/** A check is tried on manifests on which it fires, and on a twin, as close as can be, on which it is silent. */
import { check } from '../../../src/analyse/check';
import type { Code } from '../../../src/findings/catalogue';
import { readManifests } from '../../../src/policy/manifest';
import { readMeshConfig } from '../../../src/policy/read-mesh-config';
import { readMeshSettings } from '../../../src/policy/mesh-settings';

export interface Twin {
  readonly what: string;
  readonly fires: string;
  /** the field of the only finding with the code */
  readonly field: string;
  readonly says: RegExp;
  readonly silent: string;
}

/** The report, with the settings of the mesh when its ConfigMap is among the manifests. */
export const reportOn = (text: string) => {
  const read = readManifests([{ name: 'a.yaml', text }]);
  expect(read.problems).toEqual([]);
  const mesh = readMeshConfig(read);
  if ('problems' in mesh) throw new Error(mesh.problems[0]?.message);
  return check(read, mesh.from === 'defaults' ? {} : { settings: readMeshSettings(mesh.config) });
};

/** One test a twin. No manifest here may be one that the cluster refuses: that would be another finding. */
export function describeTwins(code: Code, twins: readonly Twin[]): void {
  test.each(twins)(`${code} fires on $what, and is silent on its twin`, ({ fires, field, says, silent }) => {
    const { findings } = reportOn(fires);
    expect(findings.filter((finding) => finding.code === 'ZT901')).toEqual([]);
    const found = findings.filter((finding) => finding.code === code);
    expect(found.map((finding) => finding.field)).toEqual([field]);
    expect(found[0]?.message).toMatch(says);
    expect(found[0]?.message).toMatch(/^[^\n]*[^.\n]$/);
    expect(reportOn(silent).findings.filter((finding) => finding.code === code)).toEqual([]);
  });
}
