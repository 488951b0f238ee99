/** Who may send what to whom? Every edge of a mesh, as plain data for reports. */
import type { JsonObject } from '../policy/json-object';

/** Requests in the words of JSON: a key narrows, an absent one means no restriction, and `{}` is everything. */
export type RequestBox = JsonObject;

/** A caller in the words of JSON; the identity `*` is any that no other edge names. */
export type EdgeCaller = { readonly workload: string } | { readonly identity: string } | { readonly plaintext: true };

/** What one caller may send to one port of a workload. */
export interface Edge {
  readonly from: EdgeCaller;
  /** `namespace/name` of the workload */
  readonly to: string;
  readonly port: number;
  /** what surely gets there: a union */
  readonly requests: readonly RequestBox[];
  /** what gets there besides if an external authorizer agrees: a union */
  readonly depends?: readonly RequestBox[];
  /** what we cannot tell, and why */
  readonly undecided?: { readonly requests: readonly RequestBox[]; readonly because: readonly string[] };
  /** of the identity `*`: workloads that get something else there, in edges of their own, or nothing */
  readonly except?: readonly string[];
  /** a request that gets there, as a case file writes it; absent where none surely does */
  readonly witness?: JsonObject;
}

/** Everything that anybody may send. */
export interface Matrix {
  /** in order of targets, then of callers */
  readonly edges: readonly Edge[];
  /** ports that nobody may call */
  readonly closed: readonly { readonly to: string; readonly port: number }[];
  readonly callers: number;
  readonly targets: number;
}
