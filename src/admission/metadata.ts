/** What the API server says of `metadata`, and what of it later checks need. */
import type { Findings } from './admission';
import { has, isObject, type JsonObject, shown } from './json';
import { readMetadataFields } from './metadata-fields';
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

/** @see kubernetes apimachinery pkg/api/validation/objectmeta.go, `TotalAnnotationSizeLimitB` */
const MAX_ANNOTATION_BYTES = 256 * 1024;

/**
 * Reads `metadata`; nothing when a type is wrong, as the API server then stops. An absent namespace is `default`, as
 * kubectl has it.
 * @see kubernetes apimachinery pkg/api/validation/objectmeta.go, `ValidateObjectMetaAccessor`
 */
export function readMetadata(metadata: unknown, findings: Findings): Metadata | undefined {
  const unknownFields: string[] = [];
  if (!readMetadataFields(metadata, findings, unknownFields)) return undefined;
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
  const generated = generateName === '' ? '' : `${generateName.slice(0, 58)}00000`;
  return { name: name || generated, namespace, labels, annotations, unknownFields };
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
