/** What a project may set where it names the plugin. */

/** What `properties` in `cdk8s.yaml` may say; paths are seen from the folder of that file. */
export interface ZeroTrustValidationProps {
  /**
   * The least severity that fails the synth: `error`, `warning` or `info`.
   *
   * @default - `failOn` of `zero-trust.yaml`, else `error`
   */
  readonly failOn?: string;

  /**
   * The file with the settings of the project, suppressions first.
   *
   * @default - the nearest `zero-trust.yaml` upwards, if there is one
   */
  readonly config?: string;

  /**
   * The file with MeshConfig, or with the ConfigMap `istio` that holds it.
   *
   * @default - `mesh` of `zero-trust.yaml`, else the ConfigMap if the app has it, else Istio's defaults
   */
  readonly mesh?: string;
}
