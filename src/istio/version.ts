/** Which version of Istio decides. Only the minor version has to be given: then all its patch releases are meant. */

/** A version `1.<minor>`, or one of its patch releases. */
export interface IstioVersion {
  readonly minor: number;
  readonly patch?: number;
}

const OLDEST = 26;
const NEWEST = 32;

/** The version that the recorded answers are of: 1.32 development with Envoy 1.40. */
export const MEASURED_VERSION: IstioVersion = { minor: NEWEST };

/** What `tryIstioVersion` takes, for messages. */
export const ACCEPTED_VERSIONS = `\`1.${OLDEST}\` to \`1.${NEWEST}\`, or a patch release such as \`1.29.7\``;

/** The version of this text, if we know what it does. */
export function tryIstioVersion(text: string): IstioVersion | undefined {
  const [, minor, patch] = /^1\.(\d{1,2})(?:\.(\d{1,3}))?$/.exec(text) ?? [];
  if (minor === undefined || Number(minor) < OLDEST || Number(minor) > NEWEST) return undefined;
  return { minor: Number(minor), ...(patch === undefined ? {} : { patch: Number(patch) }) };
}

/** The version as people write it. */
export function shownVersion({ minor, patch }: IstioVersion): string {
  return patch === undefined ? `1.${minor}` : `1.${minor}.${patch}`;
}
