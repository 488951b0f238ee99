/** From an EnvoyFilter, WasmPlugin or TrafficExtension to where it works. What it does stays unknown. */
import type { JsonObject } from './json-object';
import { asLabels, asObject, asObjects, asString } from './json-object';
import type { Attachment, Extension } from './model';
import { readAttachment } from './read-attachment';
import { readMetadata, specOf } from './read-metadata';

/** The EnvoyFilter that this manifest describes. Its selector has a name and a shape of its own. */
export function readEnvoyFilter(manifest: JsonObject): Extension {
  const spec = specOf(manifest);
  const patches = asObjects(spec.configPatches, 'configPatches');
  const contexts = patches.map((patch) => asString(asObject(patch.match, 'match').context, 'context') || 'ANY');
  return { ...readMetadata(manifest), kind: 'EnvoyFilter', attachment: readWorkloadSelector(spec), contexts };
}

/** The WasmPlugin that this manifest describes. */
export function readWasmPlugin(manifest: JsonObject): Extension {
  return readPlugin('WasmPlugin', manifest, specOf(manifest));
}

/** The TrafficExtension that this manifest describes. */
export function readTrafficExtension(manifest: JsonObject): Extension {
  return readPlugin('TrafficExtension', manifest, asObject(specOf(manifest).wasm, 'wasm'));
}

function readPlugin(kind: 'WasmPlugin' | 'TrafficExtension', manifest: JsonObject, wasm: JsonObject): Extension {
  const spec = specOf(manifest);
  const phase = asString(spec.phase, 'phase');
  return {
    ...readMetadata(manifest),
    kind,
    attachment: readAttachment(spec),
    phase: phase === 'AUTHN' || phase === 'AUTHZ' || phase === 'STATS' ? phase : 'UNSPECIFIED',
    sees: asString(wasm.type, 'type') === 'NETWORK' ? 'bytes' : 'requests',
  };
}

function readWorkloadSelector(spec: JsonObject): Attachment {
  const attachment = readAttachment(spec);
  if (attachment.kind === 'targets') return attachment;
  const labels = asLabels(asObject(spec.workloadSelector, 'workloadSelector').labels, 'labels');
  return Object.keys(labels).length === 0 ? { kind: 'everything' } : { kind: 'selector', labels };
}
