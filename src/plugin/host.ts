/**
 * What cdk8s-cli hands to a validation plugin, and takes from it. Its own types would make every user of this package
 * install it; a test holds these against them.
 * @see https://cdk8s.io/docs/latest/cli/synth/#validations
 */

/** One rule that resources violate. */
export interface Violation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly ViolatingResource[];
}

export interface ViolatingResource {
  /** by this, and by nothing else, cdk8s-cli looks up the path of the construct */
  readonly resourceName: string;
  readonly locations: readonly string[];
  readonly manifestPath: string;
}

export interface HostContext {
  readonly manifests: readonly string[];
  readonly report: {
    addViolation(violation: Violation): void;
    submit(status: 'success' | 'failure', metadata?: { readonly [key: string]: string }): void;
  };
}
