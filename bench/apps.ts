/** The estate as two apps that write the same bytes: with the constructs of this package, and with raw `ApiObject`s. */
import { ApiObject, type ApiObjectProps, App, Chart } from 'cdk8s';
import { JwtProtectedApi, Operation, ServiceIdentity, WorkloadPort, ZeroTrustNamespace } from 'cdk8s-zero-trust';
import type { EstateSize, Service } from './estate';

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
  // Chart by chart, as people write them; raw objects are made in the same order.
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

/** What runs under the identity, written by hand: the least that a service is made of. */
function workload(name: string, namespace: string): ApiObjectProps[] {
  const metadata = { name, namespace, labels: { app: name } };
  const probe = { httpGet: { path: '/health', port: 'http' } };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: {
            serviceAccountName: name,
            containers: [
              {
                name: 'main',
                image: `registry.example.com/${name}:1.0.0`,
                ports: [{ name: 'http', containerPort: 8080 }],
                env: [{ name: 'LOG_LEVEL', value: 'info' }],
                resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
                readinessProbe: probe,
                livenessProbe: probe,
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    },
  ];
}

/** One of a few operations, so that a target has several rules. */
function operation(index: number): Operation {
  const resource = `/api/v1/resource-${index % 4}`;
  return index % 2 === 0 ? Operation.get(resource, `${resource}/*`) : Operation.post(resource);
}
