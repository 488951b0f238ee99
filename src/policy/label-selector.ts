/** Kubernetes label selectors: `matchLabels` and `matchExpressions` in one shape, a list of which all must hold. */
import type { Json, JsonObject } from './json-object';
import { asLabels, asObject, asObjects, asString, asStrings, ManifestError } from './json-object';

/** What one key of the labels must be. */
export type LabelRequirement =
  | { readonly operator: 'In' | 'NotIn'; readonly key: string; readonly values: readonly string[] }
  | { readonly operator: 'Exists' | 'DoesNotExist'; readonly key: string };

/** A selector: each requirement must hold, so that one without any selects everything. */
export interface LabelSelector {
  readonly requirements: readonly LabelRequirement[];
}

/** The selector at this field. Absent, it is the empty selector; whether that means "everything" is for its owner. */
export function readLabelSelector(value: Json, field: string): LabelSelector {
  const selector = asObject(value, field);
  const labels = Object.entries(asLabels(selector.matchLabels, `${field}.matchLabels`));
  const expressions = asObjects(selector.matchExpressions, `${field}.matchExpressions`);
  return {
    requirements: [
      ...labels.map(([key, label]): LabelRequirement => ({ operator: 'In', key, values: [label] })),
      ...expressions.map((expression) => readExpression(expression, `${field}.matchExpressions`)),
    ],
  };
}

/** @see kubernetes apimachinery pkg/apis/meta/v1/validation/validation.go, `ValidateLabelSelectorRequirement` */
function readExpression(expression: JsonObject, field: string): LabelRequirement {
  const key = asString(expression.key, `${field}.key`);
  const operator = asString(expression.operator, `${field}.operator`);
  const values = asStrings(expression.values, `${field}.values`);
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0)
        throw new ManifestError(`\`${field}\` of \`${key}\` has no values; \`${operator}\` needs some`);
      return { operator, key, values };
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0)
        throw new ManifestError(`\`${field}\` of \`${key}\` has values; \`${operator}\` takes none`);
      return { operator, key };
    default:
      throw new ManifestError(
        `\`${field}\` has operator \`${operator}\`; expected \`In\`, \`NotIn\`, \`Exists\` or \`DoesNotExist\``,
      );
  }
}
