/** Where in the files of the user does a field of a policy stand? */
import type { FieldPath } from '../policy/field-path';

/** A line of a file. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** A field of an object that was read from manifests. */
export interface PolicyField {
  readonly policy: object;
  readonly field: FieldPath;
}

/** The places of fields, asked together so that each document is looked through once. Nobody knows some of them. */
export type PlacesOf = (fields: readonly PolicyField[]) => readonly (Place | undefined)[];
