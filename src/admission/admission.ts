/** What admission answers: the vocabulary that every check of this folder shares. */

/** Who speaks: the API server with the custom resource definition, or Istio's validating webhook. */
export type Layer = 'schema' | 'webhook';

/** One reason to reject an object, or to warn of it. */
export interface Problem {
  readonly layer: Layer;
  /** the place, such as `spec.rules[0].from`; empty for the whole object */
  readonly field: string;
  readonly message: string;
}

/** The answer for one object. */
export interface Admission {
  /** whether both layers take the object, after unknown fields are pruned */
  readonly accepted: boolean;
  /** all reasons to reject it */
  readonly errors: readonly Problem[];
  /** what the webhook says of an object that it takes */
  readonly warnings: readonly Problem[];
  /** fields that the API server drops silently unless field validation is strict */
  readonly unknownFields: readonly string[];
}

/** Where checks put what they find. */
export interface Findings {
  reject(field: string, message: string | undefined): void;
  warn(field: string, message: string | undefined): void;
}

/** Findings of one layer that end up in two lists; checks that find nothing pass no message. */
export function collect(layer: Layer, errors: Problem[], warnings: Problem[]): Findings {
  const into = (list: Problem[]) => (field: string, message: string | undefined) => {
    if (message !== undefined) list.push({ layer, field, message });
  };
  return { reject: into(errors), warn: into(warnings) };
}
