import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { AUTHORIZATION_POLICY_HEALTH, AUTHORIZATION_POLICY_HEALTH_KEY } from '../argo/authorization-policy-health';
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
    return { [AUTHORIZATION_POLICY_HEALTH_KEY]: AUTHORIZATION_POLICY_HEALTH };
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
      // Argo CD reads no ConfigMap without this label
      metadata: { name: 'argocd-cm', namespace, labels: { 'app.kubernetes.io/part-of': 'argocd' } },
      data: ArgoHealthChecks.settings(),
    });
    ZeroTrustApp.of(this).changed();
    // the rest of the ConfigMap is somebody else's: it must neither be overwritten nor deleted
    ArgoCd.addSyncOptions(object, 'ServerSideApply=true', 'Prune=false', 'Delete=false');
  }
}
