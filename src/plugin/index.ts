/** `zero-trust check` on what an app synthesized, as a validation plugin of cdk8s. */
import type { HostContext } from './host';
import type { ZeroTrustValidationProps } from './validation-props';

export type { ZeroTrustValidationProps } from './validation-props';

/**
 * Named in `cdk8s.yaml`, checks the manifests after each synth. What it finds is listed, and what is bad enough fails
 * the synth with exit code 2.
 */
export class ZeroTrustValidation {
  constructor(private readonly props: ZeroTrustValidationProps = {}) {}

  /**
   * Called by cdk8s-cli.
   *
   * @param context its `ValidationContext`
   */
  public async validate(context: unknown): Promise<void> {
    // loaded only now: who synthesizes without validation should not wait for the engine
    const { validateManifests } = await import('./validate-manifests.js');
    validateManifests(context as HostContext, this.props, new Date().toISOString().slice(0, 10));
  }
}
