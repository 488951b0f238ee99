/** What Telemetry and ProxyConfig say about the proxies of some workloads. */
import type { Attachment } from './attachment';
import type { Labels, Metadata } from './metadata';

/** One entry of `accessLogging`. */
export interface AccessLogging {
  /** no names: those of the mesh */
  readonly providers: readonly string[];
  readonly disabled: boolean;
  /** a CEL expression: only such requests are logged */
  readonly filter?: string;
  readonly mode: 'CLIENT_AND_SERVER' | 'CLIENT' | 'SERVER';
}

/** A Telemetry, as far as it says what is logged. */
export interface Telemetry extends Metadata {
  readonly attachment: Attachment;
  readonly accessLogging: readonly AccessLogging[];
}

/** A ProxyConfig. */
export interface ProxyConfig extends Metadata {
  readonly selector?: Labels;
  readonly environmentVariables: Labels;
}
