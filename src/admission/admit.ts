/** Whether a cluster with Istio takes an object: the API server with Istio's definitions, then Istio's webhook. */
import { type Admission, collect, type Findings, type Problem } from './admission';
import { isServed, tryKindFacts } from './kind-facts';
import { isObject, listed, shown } from './json';
import { readMetadata } from './metadata';
import { toMessage } from './message';
import { prune } from './prune';
import { isReadable } from './readable';
import type { KindFacts, Schema } from './schema';
import { validateSchema } from './validate-schema';
import { askWebhook } from './webhook';

/**
 * What a CREATE of the object answers, without strict field validation; with it, an object with unknown fields is
 * rejected as well. All errors at once: where the API server would not ask the webhook any more, we still do, unless
 * the types or words of the spec are wrong, so that the webhook could not read it.
 */
export function admit(object: unknown): Admission {
  const errors: Problem[] = [];
  const warnings: Problem[] = [];
  const schema = collect('schema', errors, warnings);
  const unknownFields = admitObject(object, schema, collect('webhook', errors, warnings));
  return { accepted: errors.length === 0, errors, warnings, unknownFields };
}

/** Puts what is wrong into the findings; returns the unknown fields. */
function admitObject(object: unknown, schema: Findings, webhook: Findings): readonly string[] {
  if (!isObject(object)) {
    schema.reject('', `${shown(object)} is not an object with \`apiVersion\`, \`kind\` and \`metadata\``);
    return [];
  }
  const { apiVersion, kind, metadata: written, ...content } = object;
  const facts = tryKindFacts(apiVersion, kind);
  if (facts === undefined) {
    schema.reject('', `no kind ${shown(kind ?? '')} is served in ${shown(apiVersion ?? '')}; check both words`);
    return [];
  }
  const served = isServed(facts, apiVersion);
  if (!served) {
    const versions = listed(facts.versions.map((version) => `${facts.group}/${version}`));
    schema.reject('apiVersion', `\`${facts.kind}\` is not served as ${shown(apiVersion)}; write one of ${versions}`);
  }
  const metadata = readMetadata(written, schema);
  if (metadata === undefined) return [];
  const { value, unknownFields } = prune(content, rootSchema(facts), '');
  const spec = isObject(value) ? value['spec'] : undefined;
  if (spec !== undefined) validateSchema(spec, facts.spec, 'spec', schema);
  else if (facts.specRequired) schema.reject('spec', 'this field is required; it is absent or null');
  if (spec === undefined || isReadable(spec, facts.spec))
    askWebhook({ kind: facts.kind, metadata, spec: toMessage(spec, 'spec') }, webhook);
  // Nothing is pruned, and so nothing lost, in a version that the API server does not have.
  return served ? [...metadata.unknownFields, ...unknownFields] : [];
}

/** The status is pruned as well, but not looked at: a CREATE drops it. */
function rootSchema({ spec, status }: KindFacts): Schema {
  return { type: 'object', fields: { spec, status } };
}
