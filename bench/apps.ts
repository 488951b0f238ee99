/** The estate as an app with the constructs of this package. */
import { ApiObject, App, Chart } from 'cdk8s';
import { JwtProtectedApi, Operation, ServiceIdentity, WorkloadPort, ZeroTrustNamespace } from 'cdk8s-zero-trust';
import type { EstateSize, Service } from './estate';
import { workload } from './workload';

/** Where the estate is written, and how. */
export interface Layout {
  readonly outdir: string;
  /** how many charts it is spread over: one, or one for each so many namespaces */
  readonly charts: number;
  /** whether each service brings its Deployment and Service: an estate as it is, or its security objects alone */
  readonly withWorkloads: boolean;
}

/** The app as a user of this package writes it. */
export function constructApp(services: readonly Service[], size: EstateSize, layout: Layout): App {
  const { app, chartOf } = emptyApp(layout);
  const namespaces = Array.from(
    { length: size.namespaces },
    (_, number) => new ZeroTrustNamespace(chartOf(number), `namespace-${number}`),
  );
  // Chart by chart, as in the raw app; the routes follow, since their callers must be there.
  const identities: ServiceIdentity[] = [];
  for (let chart = 0; chart < layout.charts; chart += 1) {
    services.forEach(({ name, namespace: number }, index) => {
      if (number % layout.charts !== chart) return;
      const namespace = namespaces[number] as ZeroTrustNamespace;
      const identity = new ServiceIdentity(chartOf(number), name, { namespace, ports: [WorkloadPort.http(8080)] });
      identity.select({ app: name });
      if (layout.withWorkloads) {
        for (const object of workload(name, namespace.namespaceName))
          new ApiObject(chartOf(number), `${name}-${object.kind}`, object);
      }
      identities[index] = identity;
    });
  }
  services.forEach(({ callers, hasPaths, hasTokens, namespace, name }, number) => {
    const target = identities[number] as ServiceIdentity;
    callers.forEach((caller, index) => {
      const source = identities[caller] as ServiceIdentity;
      target.allowFrom(source, ...(hasPaths ? [operation(index)] : []));
    });
    if (hasTokens) {
      new JwtProtectedApi(chartOf(namespace), `${name}-api`, {
        target,
        issuers: [{ issuer: 'https://auth.example.com', jwksUri: 'https://auth.example.com/keys' }],
        paths: ['/secure/*'],
      });
    }
  });
  return app;
}

/** An app of so many charts, and the chart of each namespace. */
export function emptyApp({ outdir, charts: count }: Layout): { app: App; chartOf: (namespace: number) => Chart } {
  const app = new App({ outdir });
  const charts = Array.from({ length: count }, (_, number) => new Chart(app, `chart-${number}`));
  return { app, chartOf: (namespace) => charts[namespace % count] as Chart };
}

/** One of a few operations, so that a target has several rules. */
function operation(index: number): Operation {
  const resource = `/api/v1/resource-${index % 4}`;
  return index % 2 === 0 ? Operation.get(resource, `${resource}/*`) : Operation.post(resource);
}
