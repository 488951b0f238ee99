import { checkExactPath } from '../istio/path-pattern';
import { shown } from '../istio/shown';

/** What a path of the Gateway API may consist of. */
const CHARACTERS = /^(?:[-A-Za-z0-9/._~!$&'()+,;=:@]|%[0-9a-fA-F]{2})+$/;
const GRPC_METHOD = /^([A-Za-z_][\w.]*)\/([A-Za-z_]\w*|\*)$/;

/**
 * Which requests a gateway routes, by their path. Of several that match the most specific one counts: an exact path
 * before a prefix, a longer prefix before a shorter one.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#httppathmatch
 */
export class IngressPath {
  /** The path and all below it, by whole segments: `/api` takes `/api` and `/api/orders`, not `/apix`. */
  public static prefix(path: string): IngressPath {
    return new IngressPath('prefix', asText(path), pathProblems('path prefix', path));
  }

  /** This one path. */
  public static exact(path: string): IngressPath {
    return new IngressPath('exact', asText(path), pathProblems('exact path', path));
  }

  /** A gRPC method, `package.Service/Method`, or all of a service, `package.Service/*`. */
  public static grpc(method: string): IngressPath {
    const isMethod = typeof method === 'string' && GRPC_METHOD.test(method);
    return new IngressPath(
      typeof method === 'string' && method.endsWith('/*') ? 'prefix' : 'exact',
      `/${asText(method).replace(/\/\*$/, '')}`,
      isMethod
        ? []
        : [
            `gRPC method \`${asText(method)}\` is not a method; write \`package.Service/Method\` or \`package.Service/*\``,
          ],
      true,
    );
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'prefix' | 'exact',
    /** without the slash at the end of a prefix */
    public readonly path: string,
    private readonly found: readonly string[],
    /** whether it is a gRPC method */
    public readonly isGrpc: boolean = false,
  ) {}

  /** @internal */
  public _problems(): string[] {
    return [...this.found];
  }

  /** Whether each path of the other one is a path of this one, and not the other way round. @internal */
  public _isWiderThan(other: IngressPath): boolean {
    if (this._kind === 'exact' || (this.path === other.path && other._kind === 'prefix')) return false;
    return this.path === '/' || other.path === this.path || other.path.startsWith(`${this.path}/`);
  }

  /** The paths as an AuthorizationPolicy writes them. INVARIANT: it means the very paths that are routed. @internal */
  public _patterns(): string[] {
    return patternsOf(this._kind, this.path, this.isGrpc);
  }

  /**
   * The same of the paths of `part`, one of those that this one covers, as they arrive once `rewrite` has taken the
   * place of this one. @internal
   */
  public _arriving(part: IngressPath, rewrite: string | undefined): string[] {
    if (rewrite === undefined) return part._patterns();
    const rest = this.path === '/' ? part.path : part.path.slice(this.path.length);
    return patternsOf(part._kind, rewrite === '/' ? rest || '/' : `${rewrite}${rest}`, false);
  }
}

function patternsOf(kind: 'prefix' | 'exact', path: string, isGrpc: boolean): string[] {
  if (kind === 'exact') return [path];
  if (path === '/') return ['/*'];
  // a service is no method
  return isGrpc ? [`${path}/*`] : [path, `${path}/*`];
}

/** What is wrong with a path that is written for a gateway, or to be put in place of one. @internal */
export function pathProblems(what: string, path: string): string[] {
  if (typeof path !== 'string') return [`${what} is \`${shown(path)}\`; give a text such as \`/api\``];
  const problem = checkExactPath(path);
  if (/[*{}]/.test(path)) {
    const plain = path.replace(/\/?[*{].*$/, '') || '/';
    const meant = what === 'rewritten path' ? plain : `IngressPath.prefix('${plain}')`;
    return [`${what} \`${path}\` is no pattern, but meant to the letter; write \`${meant}\``];
  }
  if (problem !== undefined) return [problem];
  if (path.length > 1 && path.endsWith('/')) {
    return [
      `${what} \`${path}\` ends in \`/\`; write \`${path.replace(/\/+$/, '') || '/'}\`, as a prefix if what is below is meant`,
    ];
  }
  if (!CHARACTERS.test(path) || path.includes('//') || /%2f/i.test(path)) {
    return [
      `${what} \`${path}\` is none that the Gateway API takes; write it without \`//\`, \`%2F\` and unusual characters`,
    ];
  }
  return path.length > 1024 ? [`${what} has ${path.length} characters, and the Gateway API takes 1024`] : [];
}

function asText(value: string): string {
  return typeof value === 'string' ? value : shown(value);
}
