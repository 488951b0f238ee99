/** What the API server says of `metadata`, and what of it later checks need. */
import type { Findings } from './admission';
import { has, isObject, type JsonObject, shown } from './json';
import {
  generateNameProblem,
  keyProblem,
  labelValueProblem,
  namespaceProblem,
  objectNameProblem,
} from './metadata-names';

/** The metadata of an object that could be read. */
export interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly unknownFields: readonly string[];
}

type FieldType = 'text' | 'number' | 'truth' | 'time' | 'texts' | 'map' | 'owners' | 'managers' | 'any';

/** @see kubernetes apimachinery pkg/apis/meta/v1/types.go, `ObjectMeta` */
const FIELDS: Readonly<Record<string, FieldType>> = {
  name: 'text',
  generateName: 'text',
  namespace: 'text',
  selfLink: 'text',
  uid: 'text',
  resourceVersion: 'text',
  generation: 'number',
  creationTimestamp: 'time',
  deletionTimestamp: 'time',
  deletionGracePeriodSeconds: 'number',
  labels: 'map',
  annotations: 'map',
  ownerReferences: 'owners',
  finalizers: 'texts',
  managedFields: 'managers',
};
const OWNER_FIELDS: Readonly<Record<string, FieldType>> = {
  apiVersion: 'text',
  kind: 'text',
  name: 'text',
  uid: 'text',
  controller: 'truth',
  blockOwnerDeletion: 'truth',
};
const MANAGER_FIELDS: Readonly<Record<string, FieldType>> = {
  manager: 'text',
  operation: 'text',
  apiVersion: 'text',
  time: 'time',
  fieldsType: 'text',
  fieldsV1: 'any',
  subresource: 'text',
};
const TIME = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d([.,]\d+)?([Zz]|[-+]\d\d:\d\d)$/;

/** @see kubernetes apimachinery pkg/api/validation/objectmeta.go, `TotalAnnotationSizeLimitB` */
const MAX_ANNOTATION_BYTES = 256 * 1024;

/**
 * Reads `metadata`; nothing when a type is wrong, as the API server then stops. An absent namespace is `default`, as
 * kubectl has it.
 * @see kubernetes apiextensions-apiserver pkg/apiserver/schema/objectmeta, `GetObjectMetaWithOptions`
 * @see kubernetes apimachinery pkg/api/validation/objectmeta.go, `ValidateObjectMetaAccessor`
 */
export function readMetadata(metadata: unknown, findings: Findings): Metadata | undefined {
  const unknownFields: string[] = [];
  if (!readFields(metadata ?? {}, FIELDS, 'metadata', findings, unknownFields)) return undefined;
  const object = isObject(metadata) ? metadata : {};
  const name = textOf(object, 'name');
  const generateName = textOf(object, 'generateName');
  const namespace = textOf(object, 'namespace') || 'default';
  if (generateName !== '') findings.reject('metadata.generateName', generateNameProblem(generateName));
  if (name !== '') findings.reject('metadata.name', objectNameProblem(name));
  else if (generateName === '') findings.reject('metadata.name', 'a name is required');
  findings.reject('metadata.namespace', namespaceProblem(namespace));
  const labels = mapOf(object, 'labels');
  const annotations = mapOf(object, 'annotations');
  checkLabels(labels, findings);
  checkAnnotations(annotations, findings);
  checkOwners(object, findings);
  checkFinalizers(object, findings);
  checkManagers(object, findings);
  const generated = `${generateName.slice(0, 58)}00000`;
  return { name: name === '' ? generated : name, namespace, labels, annotations, unknownFields };
}

/** Whether every field has its type. Go takes null for any of them. */
function readFields(
  value: unknown,
  types: Readonly<Record<string, FieldType>>,
  field: string,
  findings: Findings,
  unknownFields: string[],
): boolean {
  if (value === null) return true;
  if (!isObject(value)) {
    findings.reject(field, `${shown(value)} is not an object; give fields such as \`name\` and \`namespace\``);
    return false;
  }
  let readable = true;
  for (const [name, child] of Object.entries(value)) {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    const place = `${field}.${name}`;
    if (type === undefined) unknownFields.push(place);
    else if (type === 'owners' || type === 'managers') {
      const inner = type === 'owners' ? OWNER_FIELDS : MANAGER_FIELDS;
      const items = child ?? [];
      if (Array.isArray(items)) {
        items.forEach((item, index) => {
          readable = readFields(item, inner, `${place}[${index}]`, findings, unknownFields) && readable;
        });
      } else {
        findings.reject(place, `${shown(child)} is not a list`);
        readable = false;
      }
    } else if (!hasType(child, type)) {
      findings.reject(place, `${shown(child)} is not ${TYPE_NAMES[type]}`);
      readable = false;
    }
  }
  return readable;
}

const TYPE_NAMES: Readonly<Record<Exclude<FieldType, 'owners' | 'managers'>, string>> = {
  text: 'text; put it in quotes',
  number: 'a whole number',
  truth: '`true` or `false`',
  time: 'a time such as `2024-01-31T12:00:00Z`',
  texts: 'a list of texts',
  map: 'a map from text to text; put values in quotes',
  any: 'a value',
};

function hasType(value: unknown, type: Exclude<FieldType, 'owners' | 'managers'>): boolean {
  if (value === null) return true;
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return Number.isInteger(value);
    case 'truth':
      return typeof value === 'boolean';
    case 'time':
      return typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value));
    case 'texts':
      return Array.isArray(value) && value.every((item) => item === null || typeof item === 'string');
    case 'map':
      return isObject(value) && Object.values(value).every((item) => item === null || typeof item === 'string');
    case 'any':
      return true;
  }
}

function checkLabels(labels: Readonly<Record<string, string>>, findings: Findings): void {
  for (const [key, value] of Object.entries(labels)) {
    findings.reject('metadata.labels', keyProblem(key));
    findings.reject(`metadata.labels.${key}`, labelValueProblem(value));
  }
}

/** Keys of annotations may have upper case also in their prefix. */
function checkAnnotations(annotations: Readonly<Record<string, string>>, findings: Findings): void {
  let bytes = 0;
  for (const [key, value] of Object.entries(annotations)) {
    findings.reject('metadata.annotations', keyProblem(key.toLowerCase()));
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (bytes > MAX_ANNOTATION_BYTES)
    findings.reject(
      'metadata.annotations',
      `all annotations have ${bytes} bytes; at most ${MAX_ANNOTATION_BYTES} are accepted`,
    );
}

function checkOwners(metadata: JsonObject, findings: Findings): void {
  const owners = itemsOf(metadata, 'ownerReferences');
  owners.forEach((owner, index) => {
    const place = `metadata.ownerReferences[${index}]`;
    for (const name of ['apiVersion', 'kind', 'name', 'uid'])
      if (textOf(owner, name) === '') findings.reject(`${place}.${name}`, 'this field is required');
    if (textOf(owner, 'apiVersion') === 'v1' && textOf(owner, 'kind') === 'Event')
      findings.reject(place, 'an `Event` cannot own an object');
  });
  if (owners.filter((owner) => owner['controller'] === true).length > 1)
    findings.reject('metadata.ownerReferences', 'two owners are the controller; at most one may be');
}

/** @see kubernetes apiextensions-apiserver pkg/registry/customresource/strategy.go, `WarningsOnCreate` */
function checkFinalizers(metadata: JsonObject, findings: Findings): void {
  const finalizers = Array.isArray(metadata['finalizers'])
    ? metadata['finalizers'].map((each) => String(each ?? ''))
    : [];
  for (const finalizer of finalizers) {
    findings.reject('metadata.finalizers', keyProblem(finalizer));
    if (!finalizer.includes('/') && finalizer !== 'orphan' && finalizer !== 'foregroundDeletion')
      findings.warn('metadata.finalizers', `finalizer ${shown(finalizer)} has no domain; write \`domain/name\``);
  }
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion'))
    findings.reject('metadata.finalizers', '`orphan` and `foregroundDeletion` exclude each other; keep one');
}

function checkManagers(metadata: JsonObject, findings: Findings): void {
  itemsOf(metadata, 'managedFields').forEach((manager, index) => {
    const place = `metadata.managedFields[${index}]`;
    if (!['Apply', 'Update'].includes(textOf(manager, 'operation')))
      findings.reject(`${place}.operation`, 'the operation is neither `Apply` nor `Update`; leave `managedFields` out');
    if (has(manager, 'fieldsType') && textOf(manager, 'fieldsType') !== 'FieldsV1')
      findings.reject(`${place}.fieldsType`, 'the type is not `FieldsV1`; leave `managedFields` out');
  });
}

function textOf(object: JsonObject, field: string): string {
  const value = object[field];
  return typeof value === 'string' ? value : '';
}

/** A map with null read as empty text, as Go does. */
function mapOf(object: JsonObject, field: string): Readonly<Record<string, string>> {
  const map = object[field];
  return Object.fromEntries(Object.entries(isObject(map) ? map : {}).map(([key, value]) => [key, String(value ?? '')]));
}

function itemsOf(object: JsonObject, field: string): readonly JsonObject[] {
  const list = object[field];
  return Array.isArray(list) ? list.map((item) => (isObject(item) ? item : {})) : [];
}
