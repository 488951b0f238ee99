/** From the manifest of a Telemetry to its typed form. */
import type { JsonObject } from './json-object';
import { asBoolean, asObject, asObjects, asString, tryString } from './json-object';
import type { AccessLogging, Telemetry } from './model-proxy-settings';
import { present } from './present';
import { readAttachment } from './read-attachment';
import { readMetadata, specOf } from './read-metadata';

/** The Telemetry that this manifest describes. */
export function readTelemetry(manifest: JsonObject): Telemetry {
  const spec = specOf(manifest);
  return {
    ...readMetadata(manifest),
    attachment: readAttachment(spec),
    accessLogging: asObjects(spec.accessLogging, 'accessLogging').map(readAccessLogging),
  };
}

function readAccessLogging(logging: JsonObject): AccessLogging {
  const mode = asString(asObject(logging.match, 'match').mode, 'mode');
  return {
    providers: asObjects(logging.providers, 'providers').map((provider) => asString(provider.name, 'name')),
    disabled: asBoolean(logging.disabled, 'disabled', false),
    mode: mode === 'CLIENT' || mode === 'SERVER' ? mode : 'CLIENT_AND_SERVER',
    ...present({ filter: tryString(asObject(logging.filter, 'filter').expression, 'expression') }),
  };
}
