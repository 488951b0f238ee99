import { type ApiObject, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { sortedUnique } from './field-values';
import { type SyncOption, ZeroTrustApp } from './zero-trust-app';

const SYNC_WAVE = 'argocd.argoproj.io/sync-wave';
const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

/**
 * The wave in which Argo CD applies an object of a new (or already default-deny) namespace. Workloads follow in wave 0,
 * so that nothing runs before its policies, and Argo CD deletes in the reverse order. @internal
 */
export enum SyncWave {
  NAMESPACE = -30,
  /** identities, and the NetworkPolicies around them: all of these at once, as they close and open together */
  SERVICE_ACCOUNT = -25,
  /** gateways that stay open, before the policy that would close them */
  OPEN_GATEWAY = -22,
  /** default deny, mTLS mode, client TLS, telemetry: nothing runs yet, so denying is free */
  BASELINE = -20,
  /** the validator of tokens before the rule that requires them */
  REQUEST_AUTHENTICATION = -15,
  /** what the routes to workloads of ambient are attached to */
  WAYPOINT = -12,
  ROUTE = -10,
  /** what leads into the mesh, or out of it: the last door to open */
  EXPOSURE = 10,
  /** at stage DENY, what leads running callers on: through a gateway that stands by now, to hosts that they call */
  CALLERS = 15,
  /** at stage DENY, what closes running workloads: once everything that opens them is there */
  CLOSING = 20,
}

/**
 * How the objects of an app go through Argo CD: waves on every object of this library, and merged sync options.
 *
 * Istio's kinds sort last in a sync and have no health, so without waves workloads would start before their policies.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
 */
export class ArgoCd {
  /** Writes no Argo CD annotations anywhere in the app of `scope`. */
  public static disable(scope: Construct): void {
    ZeroTrustApp.of(scope).argoCd = false;
  }

  /**
   * Adds sync options to an object beside those that it has, as setting the annotation twice would lose the first.
   * @example
   * ArgoCd.addSyncOptions(namespace.apiObject, 'Prune=false', 'Delete=confirm');
   */
  public static addSyncOptions(object: ApiObject, ...options: string[]): void {
    const malformed = options.filter((option) => !/^[A-Za-z]+=[A-Za-z]+$/.test(option));
    if (malformed.length > 0) {
      const problems = malformed.map(
        (option) =>
          `sync option \`${option}\` is not \`Name=value\`, such as \`Prune=false\`; give each as a text of its own`,
      );
      object.node.addValidation({ validate: () => problems });
    }
    writeOptions(object, options);
  }

  private constructor() {}
}

/** Puts an object into its wave, unless Argo CD is switched off. @internal */
export function addSyncWave(object: ApiObject, wave: SyncWave): void {
  const app = ZeroTrustApp.of(object);
  const known = app.syncWaves.get(wave);
  const annotation =
    known ?? (Lazy.any({ produce: () => (app.argoCd ? String(wave) : undefined) }) as unknown as string);
  if (known === undefined) app.syncWaves.set(wave, annotation);
  object.metadata.addAnnotation(SYNC_WAVE, annotation);
}

/** The same for a wave that is known at synth only. @internal */
export function addLateSyncWave(object: ApiObject, wave: () => SyncWave): void {
  const app = ZeroTrustApp.of(object);
  const annotation = Lazy.any({ produce: () => (app.argoCd ? String(wave()) : undefined) });
  object.metadata.addAnnotation(SYNC_WAVE, annotation as unknown as string);
}

/**
 * Has Argo CD prune a new object after everything else, as removing it opens something. The object has no options yet;
 * to look for some would cost more than the object itself. @internal
 */
export function pruneLast(object: ApiObject, isWanted: () => boolean = () => true): void {
  ZeroTrustApp.of(object).syncOptions.set(object, []);
  writeOptions(object, [() => (isWanted() ? 'PruneLast=true' : undefined)]);
}

function writeOptions(object: ApiObject, options: readonly SyncOption[]): void {
  optionsOf(object).push(...options);
  const produce = () => {
    if (!ZeroTrustApp.of(object).argoCd) return undefined;
    const known = optionsOf(object).map((option) => (typeof option === 'string' ? option : option()));
    return sortedUnique(known.filter((option) => option !== undefined)).join(',') || undefined;
  };
  object.metadata.addAnnotation(SYNC_OPTIONS, Lazy.any({ produce }) as unknown as string);
}

/** The options so far: those added here, or what an annotation said before. */
function optionsOf(object: ApiObject): SyncOption[] {
  const { syncOptions } = ZeroTrustApp.of(object);
  const known = syncOptions.get(object);
  if (known !== undefined) return known;
  const { annotations } = (object.metadata.toJson() ?? {}) as { annotations?: Record<string, string> };
  const before = annotations?.[SYNC_OPTIONS];
  const options: SyncOption[] = before === undefined ? [] : before.split(',').map((option) => option.trim());
  syncOptions.set(object, options);
  return options;
}
