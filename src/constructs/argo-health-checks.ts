import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { healthSettings, SETTINGS_LABELS, SETTINGS_NAME, SETTINGS_SYNC_OPTIONS } from '../argo/settings';
import { checkDnsLabel } from '../istio/names';
import { ArgoCd } from './argo-cd';
import { ARGO_CD_NAMESPACE } from './argo-object';
import { fieldProblems, isText, optional, reportProblems } from './given-shape';
import { ZeroTrustApp } from './zero-trust-app';

/** Where Argo CD reads its settings. */
export interface ArgoHealthChecksProps {
  /**
   * The namespace of Argo CD.
   * @default argocd
   */
  readonly namespace?: string;
}

/**
 * When an AuthorizationPolicy is healthy, for Argo CD of an ambient mesh: a part of its ConfigMap `argocd-cm`, which
 * server-side apply merges with the rest.
 *
 * Argo CD has no such check, so a wave of policies counts as done once they are stored. With it, a wave waits until
 * istiod has read a policy that changed, and fails where ztunnel or a waypoint does not accept one.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/health/#custom-health-checks
 * @example
 * new ArgoHealthChecks(argoChart, 'health');
 */
export class ArgoHealthChecks extends Construct {
  /** The settings, by their keys in `argocd-cm`: such as for `configs.cm` of Argo CD's Helm chart. */
  public static settings(): { [key: string]: string } {
    return healthSettings();
  }

  public constructor(scope: Construct, id: string, props: ArgoHealthChecksProps = {}) {
    super(scope, id);
    const misshapen = fieldProblems('health checks', props, { namespace: optional(isText, 'a text') });
    const { namespace = ARGO_CD_NAMESPACE } = misshapen.length > 0 ? {} : props;
    const problems = misshapen.length > 0 ? misshapen : [checkDnsLabel('namespace', namespace) ?? []].flat();
    if (problems.length > 0) reportProblems(this, () => problems);
    const object = new ApiObject(this, 'ConfigMap', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: SETTINGS_NAME, namespace, labels: SETTINGS_LABELS },
      data: healthSettings(),
    });
    ZeroTrustApp.of(this).changed();
    ArgoCd.addSyncOptions(object, ...SETTINGS_SYNC_OPTIONS);
  }
}
