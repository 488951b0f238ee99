/** What does one enforcement point see of the calls that arrive there? What rules are read against. */
import type { Behaviour } from '../../istio/behaviour';
import type { AddressSubject } from './formula';

/** Where an address comes from: a dimension of requests, what manifests say, nowhere, or we cannot tell. */
export type AddressSource =
  | { readonly kind: 'asked'; readonly about: AddressSubject }
  | { readonly kind: 'fixed'; readonly ip: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly because: string };

/** What rules at one point, on one chain of it, look at. */
export interface Scene {
  readonly behaviour: Behaviour;
  readonly chain: 'http' | 'tcp';
  readonly port: number;
  /** of those who get in; undefined: any */
  readonly trustDomains: readonly string[] | undefined;
  readonly source: AddressSource;
  readonly remote: AddressSource;
  readonly destination: AddressSource;
  /** whether claims are there: tokens are verified behind CUSTOM, and only where a RequestAuthentication is */
  readonly readsTokens: boolean;
  /** headers that the proxy writes, each with why its value cannot be told */
  readonly rewritten: ReadonlyMap<string, string>;
}
