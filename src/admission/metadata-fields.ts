/** Whether the fields of `metadata` have their types, and which of them Kubernetes does not know. */
import type { Findings } from './admission';
import { isObject, shown } from './json';

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

/**
 * Whether all fields that are known have their types. Go takes null for any of them.
 * @see kubernetes apiextensions-apiserver pkg/apiserver/schema/objectmeta, `GetObjectMetaWithOptions`
 */
export function readMetadataFields(metadata: unknown, findings: Findings, unknownFields: string[]): boolean {
  return readFields(metadata ?? null, FIELDS, 'metadata', findings, unknownFields);
}

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
