/** `backend.allowFrom(frontend, Operation.get('/api/v1/data'))`: what may a caller do? */
import type { AuthorizationPolicySpecRulesToOperation } from '../../imports/security.istio.io';
import { checkMethod } from '../istio/http-methods';
import { checkHost } from '../istio/names';
import { checkExactPath, checkPath, isPathTemplate } from '../istio/path-pattern';
import { OPERATION_FIELDS } from '../istio/rule-fields';
import { shown } from '../istio/shown';
import { PORTS, texts, valuesOf } from './field-values';
import { type FieldChecks, isPlainObject, isText, lostFields, runChecks } from './given-shape';
import type { WorkloadPort } from './workload-port';
import type { RouteAction } from './route-action';

/** What a request asks for. All fields that are set must hold; within a field any value suffices. */
export interface OperationProps {
  /**
   * HTTP methods, in upper case.
   * @default - any method
   */
  readonly methods?: string[];
  /**
   * Methods that are not meant.
   * @default - none
   */
  readonly notMethods?: string[];
  /**
   * Paths: exact `/health`, prefix `/api/*`, suffix `*.html`, or a template with `{*}` (one segment) and `{**}` (any
   * rest). Compared after normalisation, without the query. `/api/*` leaves `/api` out.
   * @default - any path
   */
  readonly paths?: string[];
  /**
   * Paths that are not meant, written like `paths`.
   * @default - none
   */
  readonly notPaths?: string[];
  /**
   * Paths that are meant to the letter, so that one may end in `/`.
   * @default - none
   */
  readonly exactPaths?: string[];
  /**
   * Hosts of the request: `api.example.com`, `*.example.com`, `api.example.com:*`. The port of the header is part of
   * it.
   * @default - any host
   */
  readonly hosts?: string[];
  /**
   * Hosts that are not meant.
   * @default - none
   */
  readonly notHosts?: string[];
  /**
   * Ports that the workload listens on.
   * @default - every declared port of the target (HTTP ones if the operation speaks of HTTP); any port if it declares
   * none
   */
  readonly ports?: number[];
  /**
   * Ports that are not meant.
   * @default - none
   */
  readonly notPorts?: number[];
}

const FIELDS: FieldChecks<OperationProps> = {
  methods: texts(checkMethod),
  notMethods: texts(checkMethod),
  paths: texts(checkPath),
  notPaths: texts(checkPath),
  exactPaths: texts(checkExactPath),
  hosts: texts(checkHost),
  notHosts: texts(checkHost),
  ports: PORTS,
  notPorts: PORTS,
};
const FIELD_NAMES = Object.keys(FIELDS);

/**
 * What a caller may do (or, in a `DenyRoute`, may not): an entry of `to` in an AuthorizationPolicy.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation
 * @example
 * backend.allowFrom(frontend, Operation.get('/api/v1/data'), Operation.of({ paths: ['/charges/*'], ports: [8080] }));
 */
export class Operation {
  /** `GET` on these paths. */
  public static get(...paths: string[]): Operation {
    return Operation.http('GET', paths);
  }

  /** `HEAD` on these paths. */
  public static head(...paths: string[]): Operation {
    return Operation.http('HEAD', paths);
  }

  /** `POST` on these paths. */
  public static post(...paths: string[]): Operation {
    return Operation.http('POST', paths);
  }

  /** `PUT` on these paths. */
  public static put(...paths: string[]): Operation {
    return Operation.http('PUT', paths);
  }

  /** `PATCH` on these paths. */
  public static patch(...paths: string[]): Operation {
    return Operation.http('PATCH', paths);
  }

  /** `DELETE` on these paths. */
  public static delete(...paths: string[]): Operation {
    return Operation.http('DELETE', paths);
  }

  /** gRPC methods: `package.Service/Method`, or `package.Service/*` for all of a service. */
  public static grpc(...methods: string[]): Operation {
    if (methods.length === 0)
      return new Operation({}, ['`Operation.grpc()` names no method; name one, such as `package.Service/Method`']);
    const texts = methods.map((method) => (isText(method) ? method : shown(method)));
    const problems = texts
      .filter((method) => !/^[A-Za-z_][\w.]*\/([A-Za-z_]\w*|\*)$/.test(method))
      .map(
        (method) =>
          `gRPC method \`${method}\` is not a method; write \`package.Service/Method\` or \`package.Service/*\``,
      );
    return new Operation({ methods: ['POST'], paths: texts.map((method) => `/${method}`) }, problems);
  }

  /** Connections to these ports, whatever they carry. */
  public static ports(...ports: number[]): Operation {
    return new Operation({ ports });
  }

  /** Any combination of fields. */
  public static of(props: OperationProps): Operation {
    return new Operation(props);
  }

  private static http(method: string, paths: string[]): Operation {
    return new Operation(paths.length === 0 ? { methods: [method] } : { methods: [method], paths });
  }

  private readonly props: OperationProps;
  private readonly ownProblems: readonly string[];

  private constructor(props: OperationProps, ownProblems: readonly string[] = []) {
    const lost = lostFields('an operation', props, FIELD_NAMES);
    this.ownProblems = [...ownProblems, ...lost];
    this.props = lost.length > 0 || !isPlainObject(props) ? {} : { ...props };
  }

  /** Whether only an HTTP proxy can see what this operation speaks of. */
  public get isHttp(): boolean {
    return Object.keys(this.props).some((field) => field !== 'ports' && field !== 'notPorts');
  }

  /** Whether it names ports itself. @internal */
  public get _hasPorts(): boolean {
    return this.props.ports !== undefined;
  }

  /** @internal */
  public _problems(declared: readonly WorkloadPort[], action: RouteAction): string[] {
    if (this.ownProblems.length > 0) return [...this.ownProblems];
    const { paths, notPaths, hosts, notHosts } = this.props;
    const problems = runChecks(this.props, FIELDS);
    if (problems.length === 0) problems.push(...dodgedHosts((action === 'DENY' ? hosts : notHosts) ?? []));
    if (problems.length === 0) problems.push(...dodgedTemplates((action === 'DENY' ? paths : notPaths) ?? []));
    if (Object.keys(this.props).length === 0)
      problems.push('an operation without fields means every request; leave the operation out to say so');
    return problems.length > 0 || declared.length === 0 ? problems : this.portProblems(declared);
  }

  /** On these ports, unless it names ports itself. @internal */
  public _toIstio(onPorts?: readonly number[]): AuthorizationPolicySpecRulesToOperation {
    const { exactPaths = [], ports = onPorts, notPorts, ...fields } = this.props;
    return valuesOf(OPERATION_FIELDS, {
      ...fields,
      ports: ports?.map(String),
      notPorts: notPorts?.map(String),
      paths: [...(fields.paths ?? []), ...exactPaths],
    });
  }

  private portProblems(declared: readonly WorkloadPort[]): string[] {
    const known = new Map(declared.map((port) => [port.port, port]));
    const list = declared.map((port) => `\`${port.port}\``).join(', ');
    return (this.props.ports ?? []).flatMap((port) => {
      const found = known.get(port);
      if (found === undefined)
        return [
          `port \`${port}\` is not declared by the target, which listens on ${list}; ports are the workload's, not the Service's`,
        ];
      return found.isHttp || !this.isHttp
        ? []
        : [
            `port \`${port}\` is TCP, where methods, paths and hosts do not exist, so the rule would never match; name an HTTP port, or only the port`,
          ];
    });
  }
}

/** A `Host` header may carry a port or a final dot, so that what keeps out the bare host is dodged by `host:443`. */
function dodgedHosts(hosts: readonly string[]): string[] {
  return hosts
    .filter((host) => !host.includes('*') && !host.includes(':') && !host.endsWith('.'))
    .map((host) => ({ host, missing: [`${host}:*`, `${host}.`, `${host}.:*`].filter((form) => !hosts.includes(form)) }))
    .filter(({ missing }) => missing.length > 0)
    .map(
      ({ host, missing }) =>
        `host \`${host}\` is dodged by a port or a final dot in the \`Host\` header; list ${missing.map((form) => `\`${form}\``).join(', ')} beside it`,
    );
}

/** A template takes no `[` and no `]`, so what it should keep out gets in by writing one into the path. */
function dodgedTemplates(paths: readonly string[]): string[] {
  return paths
    .filter(isPathTemplate)
    .map(
      (path) =>
        `path template \`${path}\` is dodged by \`[\` or \`]\` in the path, which templates do not take; write \`${path.replace(/\{.*$/, '*')}\`, or open only what is meant and leave the rest closed`,
    );
}
