/** What Istio's custom resource definitions say of one kind, in a compact form: the input of pruning and validation. */
import type { CelRuleName } from './cel-rules';

/** One node of a structural schema. Absent members say nothing. */
export interface Schema {
  readonly type: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'int-or-string';
  /** the fields of an object that has names of its own */
  readonly fields?: Readonly<Record<string, Schema>>;
  /** what each value of a map must be */
  readonly values?: Schema;
  readonly items?: Schema;
  readonly required?: readonly string[];
  /** of each of these lists of fields, at most one may be there */
  readonly atMostOne?: readonly (readonly string[])[];
  readonly words?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** bounds of the characters of a text, the items of a list, the entries of a map */
  readonly minSize?: number;
  readonly maxSize?: number;
  readonly pattern?: string;
  readonly format?: 'int32' | 'byte';
  readonly nullable?: true;
  /** keeps fields that it does not name */
  readonly open?: true;
  /** a list whose items differ in these fields */
  readonly listKeys?: readonly string[];
  /** CEL rules of this node, by our names */
  readonly rules?: readonly CelRuleName[];
}

/** The facts of one kind; all its versions have the same schema. */
export interface KindFacts {
  readonly group: string;
  readonly kind: string;
  readonly versions: readonly string[];
  readonly spec: Schema;
  readonly specRequired: boolean;
  readonly status: Schema;
}
