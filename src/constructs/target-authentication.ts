/** `<target>-jwt`: one RequestAuthentication for all tokens that a target accepts. */
import { RequestAuthentication, type RequestAuthenticationSpecJwtRules } from '../../imports/security.istio.io';
import { SyncWave } from './argo-cd';
import { reportProblems } from './given-shape';
import { addObject } from './istio-object';
import type { PolicyTarget } from './target-policy';

/** A rule as written: the generated type spells `jwksUri` so, and the schema knows it under the same name. @internal */
export type JwtRule = RequestAuthenticationSpecJwtRules;

/** @internal */
export class TargetAuthentication {
  private readonly rules = new Map<string, JwtRule>();
  private readonly conflicts: string[] = [];

  public constructor(target: PolicyTarget) {
    const object = addObject(target.scope, `${target.id}.jwt`, {
      gvk: RequestAuthentication.GVK,
      name: `${target.name}-jwt`,
      namespace: target.namespace,
      wave: SyncWave.REQUEST_AUTHENTICATION,
      restricts: true,
      isHeldBack: true,
      spec: () => ({
        ...target.attachment(),
        jwtRules: [...this.rules].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule),
      }),
    });
    reportProblems(object, () => this.conflicts);
  }

  /**
   * Adds what one issuer's tokens must look like. With two rules of one issuer Istio takes whichever succeeds: the
   * looser one.
   */
  public addRule(issuer: string, rule: JwtRule): void {
    const before = this.rules.get(issuer);
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(rule)) {
      this.conflicts.push(
        `issuer \`${issuer}\` is described in two ways for one target, and Istio would accept a token that fits either; describe it once and share it`,
      );
    }
    this.rules.set(issuer, before ?? rule);
  }
}
