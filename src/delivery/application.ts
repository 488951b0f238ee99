/** How does an Application of Argo CD sync, and where does it put objects that name no namespace? */
import { asBoolean, asObject, asString, asStrings, isObject, type JsonObject } from '../policy/json-object';
import { PRUNING, type SyncSettings } from './sync-plan';

/** What an Application says of its syncs. */
export interface ApplicationSync {
  readonly destination: string;
  readonly settings: SyncSettings;
}

/** Where nobody says: a sync that prunes, into the namespace that kubectl takes. */
export const DEFAULT_SYNC: ApplicationSync = { destination: 'default', settings: PRUNING };

/** Whether this is an Application of Argo CD. */
export function isApplication({ apiVersion, kind }: JsonObject): boolean {
  return typeof apiVersion === 'string' && apiVersion.startsWith('argoproj.io/') && kind === 'Application';
}

/** An automated sync prunes only where it is told to; who syncs by hand is taken to. Throws on a wrong type. */
export function readApplication({ spec }: JsonObject): ApplicationSync {
  const { destination, syncPolicy } = asObject(spec, 'spec');
  const policy = asObject(syncPolicy, 'spec.syncPolicy');
  const { namespace } = asObject(destination, 'spec.destination');
  const isAutomated =
    isObject(policy.automated) && asBoolean(policy.automated.enabled, 'spec.syncPolicy.automated.enabled', true);
  const automated = asObject(policy.automated, 'spec.syncPolicy.automated');
  return {
    destination: asString(namespace, 'spec.destination.namespace') || DEFAULT_SYNC.destination,
    settings: {
      prune: isAutomated ? asBoolean(automated.prune, 'spec.syncPolicy.automated.prune', false) : true,
      pruneLast: asStrings(policy.syncOptions, 'spec.syncPolicy.syncOptions').includes('PruneLast=true'),
    },
  };
}
