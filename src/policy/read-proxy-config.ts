/** From the manifest of a ProxyConfig to its typed form. */
import type { JsonObject } from './json-object';
import { asLabels } from './json-object';
import type { ProxyConfig } from './model-proxy-settings';
import { present } from './present';
import { readSelector } from './read-attachment';
import { readMetadata, specOf } from './read-metadata';

/** The ProxyConfig that this manifest describes. */
export function readProxyConfig(manifest: JsonObject): ProxyConfig {
  const spec = specOf(manifest);
  return {
    ...readMetadata(manifest),
    environmentVariables: asLabels(spec.environmentVariables, 'environmentVariables'),
    ...present({ selector: readSelector(spec) }),
  };
}
