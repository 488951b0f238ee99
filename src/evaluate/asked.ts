/** Who is asked at one stage of a call, and about what: the verdict is made of it, and so is its explanation. */
import type { Proxy } from '../policy/in-force';
import type { Mesh, Workload } from '../policy/model';
import type { Caller, Target } from '../policy/request';
import type { Arrival, Refusal } from './arrival';
import type { Guard } from './evaluate-ztunnel';
import type { NetworkIndex } from './network-index';
import type { HopEnd } from './network-stage';

/** A caller of whom it is known what they speak. */
export type SpeakingCaller = Exclude<Caller, { kind: 'workload' }>;

/** The NetworkPolicies between two ends. */
export interface AskedNetwork {
  readonly kind: 'network';
  readonly index: NetworkIndex;
  readonly from: HopEnd<Caller>;
  readonly to: HopEnd<Target>;
}

/** One Envoy: the sidecar or gateway of a workload, or a waypoint. */
export interface AskedEnvoy {
  readonly kind: 'envoy';
  readonly mesh: Mesh;
  readonly proxy: Proxy;
  /** absent at a waypoint */
  readonly workload?: Workload;
  readonly port: number;
  readonly caller: SpeakingCaller;
  readonly arrival: Arrival | Refusal;
}

/** The ztunnel before a workload. */
export interface AskedZtunnel {
  readonly kind: 'ztunnel';
  readonly mesh: Mesh;
  readonly guard: Guard;
  readonly workload: Workload;
  readonly port: number;
  readonly ip?: string;
  readonly caller: SpeakingCaller;
}

/** Who is asked; nobody, where no proxy stands before what is called or where that is not known. */
export type Asked = AskedNetwork | AskedEnvoy | AskedZtunnel | { readonly kind: 'nobody' };
