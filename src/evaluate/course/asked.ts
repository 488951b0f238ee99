/** Who is asked at one stage of a call, and about what: the verdict is made of it, and so is its explanation. */
import type { Extension, Workload } from '../../policy/model';
import type { Arrival, Call, Refusal, SpeakingCaller } from '../matching/arrival';
import type { HeardCall } from '../proxies/heard-call';
import type { NetworkVerdict } from '../network/network';
import type { ProxyOrders } from '../proxies/policies-at-proxy';
import type { ZtunnelGuard } from '../proxies/ztunnel-guard';

/** The NetworkPolicies between two ends. */
export interface AskedNetwork {
  readonly kind: 'network';
  readonly answer: NetworkVerdict;
}

/** One Envoy: the sidecar or gateway of a workload, or a waypoint. */
export interface AskedEnvoy {
  readonly kind: 'envoy';
  readonly config: ProxyOrders;
  /** absent at a waypoint */
  readonly workload?: Workload;
  readonly port: number;
  readonly caller: SpeakingCaller;
  readonly arrival: Arrival | Refusal;
  /** what the filters got of it */
  readonly heard: HeardCall | Refusal;
  /** the extensions that may change what it answers */
  readonly changing: readonly Extension[];
}

/** The ztunnel before a workload. */
export interface AskedZtunnel {
  readonly kind: 'ztunnel';
  readonly guard: ZtunnelGuard;
  readonly workload: Workload;
  readonly port: number;
  readonly call: Call;
}

/** Who is asked; nobody, where no proxy stands before what is called or where that is not known. */
export type Asked = AskedNetwork | AskedEnvoy | AskedZtunnel | { readonly kind: 'nobody' };
