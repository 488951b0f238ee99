/** What is said about the settings of Argo CD, of which only a part is ours? */
import { AUTHORIZATION_POLICY_HEALTH, AUTHORIZATION_POLICY_HEALTH_KEY } from './authorization-policy-health';

/** Their name. */
export const SETTINGS_NAME = 'argocd-cm';

/** Argo CD reads no ConfigMap without it. */
export const SETTINGS_LABELS = { 'app.kubernetes.io/part-of': 'argocd' };

/** The rest of the ConfigMap is somebody else's: it must be neither overwritten nor deleted. */
export const SETTINGS_SYNC_OPTIONS = ['Delete=false', 'Prune=false', 'ServerSideApply=true'];

/** Our part of them, by key. */
export function healthSettings(): { [key: string]: string } {
  return { [AUTHORIZATION_POLICY_HEALTH_KEY]: AUTHORIZATION_POLICY_HEALTH };
}
