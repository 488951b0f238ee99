/** From the manifest of a PeerAuthentication to its typed form. */
import type { Json, JsonObject } from './json-object';
import { asObject, asString, ManifestError } from './json-object';
import type { MtlsMode, PeerAuthentication } from './model';
import { readSelector } from './read-attachment';
import { readMetadata, specOf } from './read-metadata';
import { writtenPort } from './written-port';

/** The PeerAuthentication that this manifest describes. */
export function readPeerAuthentication(manifest: JsonObject): PeerAuthentication {
  const spec = specOf(manifest);
  const selector = readSelector(spec);
  const ports = Object.entries(asObject(spec.portLevelMtls, 'portLevelMtls'));
  return {
    ...readMetadata(manifest),
    ...(selector === undefined ? {} : { selector }),
    mode: readMode(spec.mtls),
    portModes: new Map(ports.map(([port, mtls]) => [writtenPort(Number(port)), readMode(mtls)])),
  };
}

/** @see istio api security/v1beta1/peer_authentication.proto, `MutualTLS.Mode`: the zero value is UNSET */
function readMode(mtls: Json): MtlsMode {
  const mode = asString(asObject(mtls, 'mtls').mode, 'mode') || 'UNSET';
  if (mode === 'UNSET' || mode === 'DISABLE' || mode === 'PERMISSIVE' || mode === 'STRICT') return mode;
  // no API server stores it, and one that was meant to be STRICT must not pass for one that inherits
  throw new ManifestError(`\`mode\` is \`${mode}\`; expected \`STRICT\`, \`PERMISSIVE\`, \`DISABLE\` or \`UNSET\``);
}
