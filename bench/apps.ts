/** The estate as two apps that write the same bytes: with the constructs of this package, and with raw `ApiObject`s. */
import { ApiObject, type ApiObjectProps, App, Chart } from 'cdk8s';
import { JwtProtectedApi, Operation, ServiceIdentity, WorkloadPort, ZeroTrustNamespace } from 'cdk8s-zero-trust';
import type { EstateSize, Service } from './estate';

/** Where the estate is written, and how many charts it is spread over: one, or one for each so many namespaces. */
export interface Layout {
  readonly outdir: string;
  readonly charts: number;
}

/** The app as a user of this package writes it. */
export function constructApp(services: readonly Service[], size: EstateSize, layout: Layout): App {
  const { app, chartOf } = emptyApp(layout);
  const namespaces = Array.from(
    { length: size.namespaces },
    (_, number) => new ZeroTrustNamespace(chartOf(number), `namespace-${number}`),
  );
  const identities = services.map(({ name, namespace: number }) => {
    const namespace = namespaces[number] as ZeroTrustNamespace;
    const identity = new ServiceIdentity(chartOf(number), name, { namespace, ports: [WorkloadPort.http(8080)] });
    identity.select({ app: name });
    return identity;
  });
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

/** The manifests of an app, chart by chart: what the raw app is made of. */
export function manifestsOf(app: App): ApiObjectProps[][] {
  return app.charts.map((chart) => chart.toJson() as ApiObjectProps[]);
}

/** The app with every object written by hand. */
export function rawApp(manifests: readonly (readonly ApiObjectProps[])[], layout: Layout): App {
  const { app, chartOf } = emptyApp(layout);
  manifests.forEach((objects, number) => {
    const chart = chartOf(number);
    objects.forEach((object, index) => new ApiObject(chart, `object-${index}`, object));
  });
  return app;
}

function emptyApp({ outdir, charts: count }: Layout): { app: App; chartOf: (namespace: number) => Chart } {
  const app = new App({ outdir });
  const charts = Array.from({ length: count }, (_, number) => new Chart(app, `chart-${number}`));
  return { app, chartOf: (namespace) => charts[namespace % count] as Chart };
}

/** One of a few operations, so that a target has several rules. */
function operation(index: number): Operation {
  const resource = `/api/v1/resource-${index % 4}`;
  return index % 2 === 0 ? Operation.get(resource, `${resource}/*`) : Operation.post(resource);
}
