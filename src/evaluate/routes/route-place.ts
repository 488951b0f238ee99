/** Where does a route stand, and who follows it? */
import type { Behaviour } from '../../istio/behaviour';
import type { FindTarget } from './route-cluster';

/** Where a route stands: the server that it is for, its own namespace, and what the gateway knows. */
export interface RoutePlace {
  /** of the VirtualService, for sentences */
  readonly name: string;
  readonly namespace: string;
  readonly semantics: 'istio' | 'gateway';
  readonly server: { readonly port: number; readonly isTls: boolean };
  readonly find: FindTarget;
  readonly identity: string;
  readonly behaviour: Behaviour;
}
