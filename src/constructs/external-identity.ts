import { Construct } from 'constructs';
import { checkPrincipal } from '../istio/identity';
import { reportProblems } from './given-shape';
import { type IServiceIdentity, Source } from './source';

/** An identity of which only the principal is known. */
export class ExternalIdentity extends Construct implements IServiceIdentity {
  public readonly principal: string;
  public readonly principals: string[];

  public constructor(scope: Construct, id: string, given: string) {
    super(scope, id);
    const problem = checkPrincipal(given);
    this.principal = problem === undefined ? given : 'unknown';
    this.principals = [this.principal];
    reportProblems(this, () => (problem === undefined ? [] : [problem]));
  }

  public toSource(): Source {
    return Source.identities(this);
  }
}
