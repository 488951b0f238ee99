/** Which Services lead to which pods: a waypoint stands before Services, so that rules there are attached to them. */
import { ApiObject } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { ZeroTrustApp } from './zero-trust-app';

const SERVICES = Symbol.for('cdk8s-zero-trust.Services');

/** A Service, whoever writes it. @internal */
export interface KnownService {
  readonly name: string;
  /** TCP only */
  readonly ports: readonly { readonly port: number; readonly targetPort: number | string }[];
  /** the object, and whom it selects, where this app writes it */
  readonly written?: { readonly object: ApiObject; readonly selector: { readonly [key: string]: string } };
}

/** Every Service of the app that selects pods, by namespace. @internal */
export class ServicesInApp {
  public static of(scope: Construct): ServicesInApp {
    const root = scope.node.root as IConstruct & { [SERVICES]?: ServicesInApp };
    if (root[SERVICES] === undefined) {
      const services = new ServicesInApp(root);
      Object.defineProperty(root, SERVICES, { value: services });
      ZeroTrustApp.of(scope).addCheck({
        atSynth: () => {
          services.found = undefined; // the app is judged anew, so it changed
          return [];
        },
      });
    }
    return root[SERVICES] as ServicesInApp;
  }

  private found: ReadonlyMap<string, readonly SelectingService[]> | undefined;

  private constructor(private readonly root: IConstruct) {}

  /** Those that select some of these pods, whose labels are given pod by pod. */
  public before(namespace: string, pods: readonly { [key: string]: string }[]): KnownService[] {
    this.found ??= servicesOf(this.root);
    return (this.found.get(namespace) ?? []).filter(({ written: { selector } }) =>
      pods.some((labels) => Object.entries(selector).every(([key, value]) => labels[key] === value)),
    );
  }
}

type SelectingService = KnownService & Required<Pick<KnownService, 'written'>>;

/** What matters of a Service object. */
interface ServiceObject {
  readonly metadata: { readonly namespace?: string; readonly name: string };
  readonly spec?: {
    readonly clusterIP?: string;
    readonly selector?: { readonly [key: string]: string };
    readonly ports?: readonly { port: number; targetPort?: number | string; protocol?: string }[];
  };
}

function servicesOf(root: IConstruct): ReadonlyMap<string, readonly SelectingService[]> {
  const found = new Map<string, SelectingService[]>();
  for (const object of root.node.findAll()) {
    if (!ApiObject.isApiObject(object) || object.kind !== 'Service' || object.apiVersion !== 'v1') continue;
    const { metadata, spec = {} } = object.toJson() as ServiceObject;
    const { clusterIP, selector = {}, ports = [] } = spec;
    // a call to a headless Service is one to a pod, and one without selector leads to no pod that is known
    if (clusterIP === 'None' || Object.keys(selector).length === 0) continue;
    const known = found.get(metadata.namespace ?? 'default') ?? [];
    known.push({
      name: metadata.name,
      written: { object, selector },
      ports: ports
        .filter(({ protocol = 'TCP' }) => protocol === 'TCP')
        .map(({ port, targetPort = port }) => ({ port, targetPort })),
    });
    found.set(metadata.namespace ?? 'default', known);
  }
  return found;
}
