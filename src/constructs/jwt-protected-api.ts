import { Construct } from 'constructs';
import { checkMethod } from '../istio/http-methods';
import { checkExactPath, checkPath } from '../istio/path-pattern';
import { checkPort } from '../istio/ports';
import { portProblemsOf, problemsOf } from './field-values';
import {
  type FieldChecks,
  judgedElsewhere,
  listOf,
  reportProblems,
  required,
  restrictionProblems,
} from './given-shape';
import { type JwtIssuer, toJwtRule } from './jwt-issuer';
import { Operation } from './operation';
import {
  claimConditions,
  guardedPaths,
  issuersProblems,
  issuersShape,
  requestPrincipalsOf,
  tokenGuard,
} from './required-token';
import { tryAddRoute } from './route';
import { type IRouteTarget, isRouteTarget } from './route-target';
import { type ISource, isSource, Source } from './source';

/** Which paths need which token. */
export interface JwtProtectedApiProps {
  /** The workload. It must declare its ports. */
  readonly target: IRouteTarget;
  /** Whose tokens are accepted; any one of them. */
  readonly issuers: JwtIssuer[];
  /**
   * The protected paths, written as in `Operation`. `/api/secure/*` guards `/api/secure` too, and opens it to nobody.
   * @default - every path
   */
  readonly paths?: string[];
  /**
   * Protected paths that are meant to the letter, so that one may end in `/`.
   * @default - none
   */
  readonly exactPaths?: string[];
  /**
   * What a token opens. The guard covers every method.
   * @default - any method
   */
  readonly methods?: string[];
  /**
   * On which ports.
   * @default - every declared HTTP port of the target
   */
  readonly ports?: number[];
  /**
   * Who must send the token: the token *and* this identity.
   * @default - any caller, also one without mTLS identity where the mode lets it in
   */
  readonly from?: ISource[];
}

/**
 * Paths that nobody reaches without a matching token, whatever other routes say.
 *
 * Three things: a RequestAuthentication `<target>-jwt`, which refuses bad tokens (and by itself lets requests *without*
 * token pass); a route of `<target>-allow` for requests with a token that matches; and a guard in `<target>-deny`,
 * which refuses every other request to these paths, so that no `AllowRoute` can open them to a request without a
 * matching token. The guard names its ports, as a DENY about HTTP would otherwise close every TCP port.
 *
 * A token matches if it is of one of the issuers, has a subject (`sub`), and meets the claims of that issuer.
 *
 * @see https://istio.io/latest/docs/reference/config/security/request_authentication/
 * @example
 * new JwtProtectedApi(chart, 'secure', {
 *   target: backend,
 *   issuers: [{ issuer: 'https://auth.example.com', audiences: ['api.example.com'] }],
 *   paths: ['/api/secure/*'],
 * });
 */
export class JwtProtectedApi extends Construct {
  public constructor(scope: Construct, id: string, props: JwtProtectedApiProps) {
    super(scope, id);
    const misshapen = apiShape(props);
    const problems = misshapen.length > 0 ? misshapen : apiProblems(props);
    if (problems.length > 0) {
      // Nothing is written for an API that is not understood; the message stops the synth.
      reportProblems(this, () => problems);
      return;
    }
    this.addValidator(props);
    const refused = [...new Set(props.issuers.flatMap((issuer) => tryRoute(props, issuer)))];
    if (refused.length > 0) reportProblems(this, () => refused);
    this.addGuard(props);
  }

  private addValidator({ target, issuers }: JwtProtectedApiProps): void {
    for (const issuer of issuers) target._target.authentication().addRule(issuer.issuer, toJwtRule(issuer));
  }

  private addGuard({ target, issuers, paths, exactPaths, ports }: JwtProtectedApiProps): void {
    const guarded = [...(paths ?? []), ...(exactPaths ?? [])].flatMap(guardedPaths);
    const httpPorts = ports ?? target.ports.filter((port) => port.isHttp).map((port) => port.port);
    const operation = Operation.of({ ...(guarded.length === 0 ? {} : { paths: guarded }), ports: httpPorts });
    for (const rule of tokenGuard(issuers, [{ operation: operation._toIstio() }])) {
      target._target.addRule('DENY', rule);
    }
  }
}

/** Opens the paths to the tokens of one issuer; returns what is wrong with that. */
function tryRoute(props: JwtProtectedApiProps, issuer: JwtIssuer): string[] {
  const { target, issuers: _issuers, from = [Source.anyone()], ...operation } = props;
  return tryAddRoute('ALLOW', {
    to: target,
    from: from.map((source) => source.toSource()._withRequestPrincipals([requestPrincipalsOf(issuer)])),
    operations: Object.keys(operation).length === 0 ? [] : [Operation.of(operation)],
    conditions: claimConditions(issuer),
  });
}

const FIELDS: FieldChecks<JwtProtectedApiProps> = {
  target: required(isRouteTarget, 'a `ServiceIdentity`'),
  issuers: required(Array.isArray, 'a list of issuers'),
  paths: judgedElsewhere,
  exactPaths: judgedElsewhere,
  methods: judgedElsewhere,
  ports: judgedElsewhere,
  from: listOf(isSource, 'a `ServiceIdentity`, a `ZeroTrustNamespace` or a `Source`'),
};

function apiShape(props: JwtProtectedApiProps): string[] {
  const shape = restrictionProblems('a JWT-protected API', props, FIELDS);
  if (shape.length > 0) return shape;
  return issuersShape(props.issuers);
}

function apiProblems({ target, issuers, paths, exactPaths, methods, ports, from }: JwtProtectedApiProps): string[] {
  const http = target.ports.filter((port) => port.isHttp).map((port) => port.port);
  return [
    ...issuersProblems(issuers),
    ...problemsOf('paths', paths, checkPath),
    ...problemsOf('exactPaths', exactPaths, checkExactPath),
    ...problemsOf('methods', methods, checkMethod),
    ...portProblemsOf('ports', ports),
    // Routes are confined to declared ports; with none declared, another route could open the paths on a port the guard
    // does not name.
    http.length === 0
      ? `target \`${target.serviceAccountName}\` declares no HTTP port, so the guard could not name its ports; give it \`ports: [WorkloadPort.http(…)]\``
      : undefined,
    ...(http.length > 0 && Array.isArray(ports) ? (ports as number[]) : [])
      .filter((port) => checkPort(port) === undefined && !http.includes(port))
      .map(
        (port) =>
          `port \`${port}\` is not an HTTP port of target \`${target.serviceAccountName}\`, which declares ${http.map((p) => `\`${p}\``).join(', ')}; name one of these`,
      ),
    from?.length === 0
      ? '`from` is an empty list, which Istio reads as everybody; leave it out, or name at least one caller'
      : undefined,
    ...(from ?? [])
      .map((source) => source.toSource())
      .filter((source) => source._hasRequestPrincipals())
      .map(
        () =>
          'a source in `from` names request principals, which the issuers do already; name identities, namespaces or addresses',
      ),
  ].filter((problem) => problem !== undefined);
}
