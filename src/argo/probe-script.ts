/**
 * The script of a probe: it sends its calls, and fails unless each is let through, or refused, as its case expects.
 * A POSIX shell and curl run it.
 */
import type { ProbeCall } from './probe';

/**
 * Fails closed: what an application could answer as well as a proxy, and silence, are neither `allow` nor `deny`.
 *
 * - 403 is a denial by Istio only with the body that Envoy's RBAC filter writes.
 * - 401, 502, 503 and the like, and anything from 300 on without a body, may be of a proxy that found nobody.
 * - A connection that is cut off is what ztunnel's refusal looks like, and what a dead target does. It counts as a
 *   denial only where that is expected, and where another call shows that the target is there.
 *
 * A call is sent again while its answer is wrong, for a minute in all: proxies learn policies some time after the API
 * server has stored them. The first wait is for istiod, which gathers changes for up to ten seconds: before, an answer
 * would be about the old policies.
 *
 * It has backticks because Kubernetes takes `$(` for a variable of its own.
 */
const SCRIPT = `waits=20 # of 3 seconds, for all calls together
wrong=
newline='
'

# send <host:port> <words of curl>: sets \`became\` to allow, deny, cut-off, or why nobody can tell
send() {
  target=$1
  shift
  answer=\`curl -q --silent --noproxy '*' --http1.1 --globoff --max-time 5 --header accept: --header user-agent: \\
    --write-out '\\n%{exitcode} %{http_code} %{size_download}' "$@" "http://$target/" | tail -c 60\`
  body=\${answer%"$newline"*}
  set -- \${answer##*"$newline"}
  exit=$1 status=$2 size=$3
  case $status:$size in
    403:19)
      became='cannot tell: 403, and not by Istio'
      if [ "$body" = 'RBAC: access denied' ]; then became=deny; fi
      ;;
    000:*)
      became="cannot tell: curl ends with $exit, without an answer"
      case $exit in
        6) became="cannot tell: no such host: $target" ;;
        7) became="cannot tell: nobody listens at $target" ;;
        28) became="cannot tell: $target is silent" ;;
        52 | 56)
          became="cannot tell: $target cuts the connection off"
          if [ "$expected" = cut-off ]; then became=cut-off; fi
          ;;
      esac
      ;;
    401:* | 403:* | 408:* | 413:* | 426:* | 429:* | 431:* | 502:* | 503:* | 504:*)
      became="cannot tell: $status, which the application may answer, or a proxy"
      ;;
    [345]??:0) became="cannot tell: $status with nothing in it, which the application may answer, or a proxy" ;;
    [2345]??:*) became=allow ;;
    *) became='cannot tell: no answer, or curl is not the one that this is written for' ;;
  esac
}

is_wrong() {
  case $expected:$became in allow:allow | deny:deny | cut-off:deny | cut-off:cut-off) return 1 ;; esac
}

# probe <case> <allow, deny or cut-off> <host:port> <words of curl>
probe() {
  id=$1 expected=$2
  shift 2
  send "$@"
  while is_wrong && [ "$waits" -gt 0 ]; do
    waits=\`expr "$waits" - 1\`
    sleep 3
    send "$@"
  done
  if is_wrong; then
    wrong="$wrong$newline  $id"
    printf 'WRONG: %s: expected %s, got %s\\n' "$id" "$expected" "$became"
  else
    printf 'ok: %s: %s\\n' "$id" "$became"
  fi
}

sleep 15 # until istiod has told the proxies
`;

const END = `
if [ -n "$wrong" ]; then
  printf 'these cases do not hold:%s\\n' "$wrong"
  exit 1
fi
`;

/** The script that makes these calls. */
export function probeScript(calls: readonly ProbeCall[]): string {
  return `${SCRIPT}\n${calls.map((call) => `${probeLine(call)}\n`).join('')}${END}`;
}

/** The text as one word of a shell, whatever it holds but NUL. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * The text as a container's argument, which Kubernetes hands on as it stands.
 * @see kubernetes third_party/forked/golang/expansion/expand.go
 */
export function containerArgument(text: string): string {
  return text.replace(/\$(?=[$(])/g, '$$$$');
}

function probeLine({ id, expect, target, method, path, host, headers }: ProbeCall): string {
  const words = [
    ...(method === 'HEAD' ? ['--head'] : ['--request', method]),
    ...['--request-target', path],
    ...(host === undefined ? [] : ['--header', `host: ${host}`]),
    // to curl, a name with nothing after its colon is a header that is not to be sent
    ...headers.flatMap(([name, value]) => ['--header', value === '' ? `${name};` : `${name}: ${value}`]),
  ];
  return ['probe', ...[id, expect, target, ...words].map(shellWord)].join(' ');
}
