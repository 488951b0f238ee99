/** What of a policy, as somebody wrote it, matters for saying it in other words? */
import { asLabels, asObject, asObjects, type JsonObject, tryString } from '../policy/json-object';
import type { Manifest } from '../policy/manifest';
import type { Labels, ObjectName } from '../policy/metadata';

/** A policy, and whom it is for. */
export interface PolicyObject extends ObjectName {
  readonly manifest: Manifest;
  readonly kind: 'AuthorizationPolicy' | 'PeerAuthentication' | 'RequestAuthentication';
  readonly spec: JsonObject;
  /** the labels of the pods it is for; none: all of the namespace */
  readonly labels: Labels;
  /** why it stays as it is, whatever it says */
  readonly peculiar?: string;
}

const KINDS: readonly string[] = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'];
/** Annotations that change what a policy does, or that say something to us about it. */
const TELLING = /^(istio\.io|cdk8s-zero-trust)\//;

/** The policies among these objects, in order. */
export function policiesIn(manifests: readonly Manifest[]): readonly PolicyObject[] {
  return manifests
    .filter(({ apiVersion, kind }) => apiVersion.startsWith('security.istio.io/') && KINDS.includes(kind))
    .map((manifest) => {
      const { object, name, namespace = 'default' } = manifest;
      const spec = asObject(object['spec'], 'spec');
      const selector = asObject(spec['selector'], 'selector');
      const peculiar = peculiarityOf(object, spec);
      return {
        manifest,
        kind: manifest.kind as PolicyObject['kind'],
        namespace,
        name,
        spec,
        labels: asLabels(selector['matchLabels'], 'matchLabels'),
        ...(peculiar === undefined ? {} : { peculiar }),
      };
    });
}

/** Whether they select pods by the same labels. */
export function isSamePods(one: PolicyObject, other: PolicyObject): boolean {
  return podsOf(one) === podsOf(other);
}

/** One text for the pods that a policy selects. */
export function podsOf({ namespace, labels }: PolicyObject): string {
  return JSON.stringify([namespace, Object.entries(labels).sort()]);
}

/** The policies that stand here again, of which a cluster holds only one. */
export function repeatedPolicies(manifests: readonly Manifest[]): readonly PolicyObject[] {
  const seen = new Set<string>();
  return policiesIn(manifests).filter(({ kind, namespace, name }) => {
    const key = `${kind} ${namespace}/${name}`;
    const isRepeated = seen.has(key);
    seen.add(key);
    return isRepeated;
  });
}

/** What the policy does; Istio's default is ALLOW. */
export function actionOf({ spec }: PolicyObject): string {
  return tryString(spec['action'], 'action') ?? 'ALLOW';
}

/** Whether it allows nothing to anybody of the namespace. */
export function isAllowNothing(policy: PolicyObject): boolean {
  const { kind, spec, peculiar } = policy;
  const others = Object.keys(spec).filter((field) => field !== 'action' && field !== 'rules');
  return (
    kind === 'AuthorizationPolicy' &&
    peculiar === undefined &&
    others.length === 0 &&
    actionOf(policy) === 'ALLOW' &&
    asObjects(spec['rules'], 'rules').length === 0
  );
}

/** Whether it accepts mTLS only, from whomever, at each port of the namespace. */
export function isStrict({ kind, spec, peculiar }: PolicyObject): boolean {
  const others = Object.keys(spec).filter((field) => field !== 'mtls');
  return (
    kind === 'PeerAuthentication' &&
    peculiar === undefined &&
    others.length === 0 &&
    asObject(spec['mtls'], 'mtls')['mode'] === 'STRICT'
  );
}

function peculiarityOf(object: JsonObject, spec: JsonObject): string | undefined {
  const annotations = asLabels(asObject(object['metadata'], 'metadata')['annotations'], 'annotations');
  const telling = Object.keys(annotations).find((name) => TELLING.test(name));
  if (telling !== undefined) return `it has the annotation \`${telling}\``;
  const attached = ['targetRef', 'targetRefs'].find((field) => spec[field] !== undefined);
  return attached === undefined ? undefined : `it is attached by \`${attached}\``;
}
