/** Who an object is: what every kind of the model has in common. */

/** What identifies an object of a known kind. */
export interface ObjectName {
  readonly namespace: string;
  readonly name: string;
}

/** `namespace/name`, by which people know an object. */
export function nameOf({ namespace, name }: ObjectName): string {
  return `${namespace}/${name}`;
}

/** Whether an object of its kind is the one of this name. */
export function isNamed({ namespace, name }: ObjectName): (object: ObjectName) => boolean {
  return (object) => object.namespace === namespace && object.name === name;
}

/** Labels of an object, or the labels that a selector demands. */
export type Labels = Readonly<Record<string, string>>;

/** The part of `metadata` that decides something. */
export interface Metadata extends ObjectName {
  readonly labels: Labels;
  readonly annotations: Labels;
  /** `creationTimestamp` in milliseconds; manifests that were never applied have none */
  readonly created?: number;
}
