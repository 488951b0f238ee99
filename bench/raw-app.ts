/** The estate as somebody writes it without this package: every object by hand. */
import { ApiObject, type App } from 'cdk8s';
import { emptyApp, type Layout } from './apps';
import type { EstateSize, Service } from './estate';
import { estateObjects } from './estate-objects';

/** The app with every object written by hand. */
export function rawApp(services: readonly Service[], size: EstateSize, layout: Layout): App {
  const { app, chartOf } = emptyApp(layout);
  for (const { namespace, objects } of estateObjects(services, size, layout)) {
    for (const object of objects) {
      const id = `${object.kind}-${object.metadata?.namespace ?? ''}-${object.metadata?.name ?? ''}`;
      new ApiObject(chartOf(namespace), id, object);
    }
  }
  return app;
}
