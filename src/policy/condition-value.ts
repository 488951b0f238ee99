/** What does a value of a condition say? It is read once, as Istio reads what stands in its field. */
import type { Identity } from '../istio/identity';
import type { PathTemplate } from '../istio/path-template';
import type { TextPattern } from '../istio/text-pattern';
import type { Cidr } from './ip-block';
import type { WrittenPort } from './written-port';

/** One of the `values` or `notValues` of a condition. */
export type ConditionValue = Reading & {
  /** as written, for messages; a bare service account has its namespace in front */
  readonly text: string;
};

type Reading =
  /** a path, method, server name, claim or header; a host in lower case */
  | { readonly kind: 'text'; readonly pattern: TextPattern }
  /** without `spiffe://`; a whole one is an identity, too */
  | { readonly kind: 'principal'; readonly pattern: TextPattern; readonly identity?: Identity }
  | { readonly kind: 'requestPrincipal'; readonly issuer: TextPattern; readonly subject: TextPattern }
  /** what stands between its stars, which Envoy takes anywhere; ztunnel takes the pattern */
  | { readonly kind: 'namespace'; readonly pieces: readonly string[]; readonly pattern: TextPattern }
  | { readonly kind: 'serviceAccount'; readonly namespace: string; readonly name: string }
  /** what stands between its stars */
  | { readonly kind: 'trustDomain'; readonly pieces: readonly string[] }
  | { readonly kind: 'template'; readonly template: PathTemplate }
  | { readonly kind: 'block'; readonly block: Cidr }
  | { readonly kind: 'port'; readonly port: WrittenPort }
  /** no proxy can be given it: a port that is none, an address that is none, a value of a key that Istio cannot read */
  | { readonly kind: 'unusable' };

/** A value that is read in this way. */
export type ValueOf<K extends ConditionValue['kind']> = Extract<ConditionValue, { readonly kind: K }>;

/** Those of the values that are read in this way. */
export function ofKind<K extends ConditionValue['kind']>(
  values: readonly ConditionValue[],
  kind: K,
): readonly ValueOf<K>[] {
  return values.filter((value): value is ValueOf<K> => value.kind === kind);
}

/** The values as they are written. */
export function textsOf(values: readonly ConditionValue[]): readonly string[] {
  return values.map(({ text }) => text);
}
