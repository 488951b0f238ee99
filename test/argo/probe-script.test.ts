import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { containerArgument, probeScript, shellWord } from '../../src/argo/probe-script';
import { type Answer, callOf, runProbe, runWithCurl } from './run-probe';

const REFUSED: Answer = { status: '403', body: 'RBAC: access denied' };
const ANSWERED: Answer = { status: '200', body: 'an order' };
const CUT_OFF: Answer = { exit: 56 };

const LET_THROUGH: Readonly<Record<string, Answer>> = {
  '200': ANSWERED,
  '204 without a body': { status: '204' },
  'a redirect of an application': { status: '302', body: 'Found' },
  '404 of an application': { status: '404', body: 'no such order' },
  '500 of an application': { status: '500', body: 'oops' },
  'an answer without end': { exit: 28, status: '200', body: 'data: 1' },
  'a long answer': { status: '200', body: 'RBAC: access denied\n'.repeat(100) },
};

const UNCLEAR: Readonly<Record<string, readonly [answer: Answer, why: string]>> = {
  '403 of an application': [{ status: '403', body: 'Forbidden' }, '403, which the application may answer, or a proxy'],
  '403 of an application, as long': [{ status: '403', body: 'you must not, sorry' }, '403, and not by Istio'],
  '401': [{ status: '401', body: 'who are you?' }, '401, which the application may answer, or a proxy'],
  'no endpoints': [{ status: '503', body: 'no healthy upstream' }, '503, which the application may answer, or a proxy'],
  'a black hole': [{ status: '502' }, '502, which the application may answer, or a proxy'],
  'a time-out of a proxy': [{ status: '504', body: 'late' }, '504, which the application may answer, or a proxy'],
  'no route': [{ status: '404' }, '404 with nothing in it, which the application may answer, or a proxy'],
  'a redirect of a proxy': [{ status: '301' }, '301 with nothing in it, which the application may answer, or a proxy'],
  'an unknown name': [{ exit: 6 }, 'no such host: HOST'],
  'nobody who listens': [{ exit: 7 }, 'nobody listens at HOST'],
  silence: [{ exit: 28 }, 'HOST is silent'],
  'no HTTP': [{ exit: 1 }, 'curl ends with 1, without an answer'],
  'a cut connection': [CUT_OFF, 'HOST cuts the connection off'],
  'another curl': [{ status: '' }, 'no answer, or curl is not the one that this is written for'],
};

describe('what an answer tells', () => {
  /** Each answer in a call to a target of its own. */
  const ask = async (answers: readonly Answer[], expect: 'allow' | 'deny') => {
    const calls = answers.map((_, index) => callOf(String(index), expect, { target: `host-${index}:80` }));
    const { code, out } = await runProbe(calls, Object.fromEntries(answers.map((one, index) => [`/${index}`, [one]])));
    return { code, lines: out.split('\n').filter((line) => /^(ok|WRONG): /.test(line)) };
  };
  const lettingThrough = Object.values(LET_THROUGH);

  test(`allow: ${Object.keys(LET_THROUGH).join(', ')}`, async () => {
    const { code, lines } = await ask(lettingThrough, 'allow');
    expect(lines).toEqual(lettingThrough.map((_, index) => `ok: ${index}: allow`));
    expect(code).toBe(0);
  });

  test('none of them is deny', async () => {
    const { code, lines } = await ask(lettingThrough, 'deny');
    expect(lines).toEqual(lettingThrough.map((_, index) => `WRONG: ${index}: expected deny, got allow`));
    expect(code).toBe(1);
  });

  test.each(['allow', 'deny'] as const)(
    `not ${'%s'}, nor anything else: ${Object.keys(UNCLEAR).join(', ')}`,
    async (verdict) => {
      const unclear = Object.values(UNCLEAR);
      const { code, lines } = await ask(
        unclear.map(([answer]) => answer),
        verdict,
      );
      expect(lines).toEqual(
        unclear.map(
          ([, why], index) =>
            `WRONG: ${index}: expected ${verdict}, got cannot tell: ${why.replace('HOST', `host-${index}:80`)}`,
        ),
      );
      expect(code).toBe(1);
    },
  );

  test("403 with the body of Envoy's RBAC filter is deny, and no allow; the end of the log names what is wrong", async () => {
    const answers = { '/a': [REFUSED], '/b': [REFUSED] };
    const { code, out } = await runProbe([callOf('a', 'deny'), callOf('b', 'allow')], answers);
    expect(out).toBe('ok: a: deny\nWRONG: b: expected allow, got deny\nthese cases do not hold:\n  b\n');
    expect(code).toBe(1);
  });

  test('a cut connection is a denial where one is expected to be cut off, and so is an answer that denies', async () => {
    const answers = { '/a': [CUT_OFF], '/b': [REFUSED], '/c': [ANSWERED], '/d': [{ exit: 7 }] };
    const { code, out } = await runProbe(
      ['a', 'b', 'c', 'd'].map((id) => callOf(id, 'cut-off')),
      answers,
    );
    expect(out.split('\n').slice(0, 4)).toEqual([
      'ok: a: cut-off',
      'ok: b: deny',
      'WRONG: c: expected cut-off, got allow',
      'WRONG: d: expected cut-off, got cannot tell: nobody listens at orders.shop.svc:80',
    ]);
    expect(code).toBe(1);
  });

  test('an image without curl proves nothing', () => {
    const { status, stdout } = spawnSync('/bin/sh', ['-c', `sleep() { :; }\n${probeScript([callOf('a', 'deny')])}`], {
      env: { PATH: '/nowhere' },
      encoding: 'utf8',
    });
    expect(stdout).toContain('WRONG: a: expected deny, got cannot tell: no answer');
    expect(status).toBe(1);
  });
});

describe('trying again', () => {
  test('a wrong answer is asked for again, until it is right', async () => {
    const { code, sent } = await runProbe([callOf('a', 'deny')], { '/a': [ANSWERED, { status: '503' }, REFUSED] });
    expect(code).toBe(0);
    expect(sent).toHaveLength(3);
  });

  test('all calls together are tried again 20 times, and no more', async () => {
    const answers = { '/a': [ANSWERED], '/b': [ANSWERED], '/c': [ANSWERED] };
    const { code, sent } = await runProbe([callOf('a', 'deny'), callOf('b', 'deny'), callOf('c', 'allow')], answers);
    expect(code).toBe(1);
    expect(sent).toHaveLength(3 + 20);
  });
});

describe('what is sent', () => {
  test('is what the case says, and nothing that curl adds', async () => {
    const call = callOf('a', 'allow', {
      method: 'POST',
      path: "/a?q='$(id)'&*",
      host: 'other.example.com',
      headers: [['x-a', 'b;c'], ['x-empty', '']], // prettier-ignore
    });
    const { sent } = await runProbe([call], { "/a?q='$(id)'&*": [ANSWERED] });
    expect(sent).toEqual([
      [
        ...['-q', '--silent', '--noproxy', '*', '--http1.1', '--globoff', '--max-time', '5'],
        ...['--header', 'accept:', '--header', 'user-agent:'],
        ...['--write-out', '\\n%{exitcode} %{http_code} %{size_download}'],
        ...['--request', 'POST', '--request-target', "/a?q='$(id)'&*", '--header', 'host: other.example.com'],
        ...['--header', 'x-a: b;c', '--header', 'x-empty;', 'http://orders.shop.svc:80/'],
      ],
    ]);
  });

  test('HEAD waits for no body', async () => {
    const { sent } = await runProbe([callOf('a', 'allow', { method: 'HEAD' })], { '/a': [ANSWERED] });
    expect(sent[0]).toContain('--head');
    expect(sent[0]).not.toContain('--request');
  });
});

describe('texts', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }).map((any) => any.replaceAll('\0', '')),
    fc.string({ unit: fc.constantFrom("'", '"', '`', '$', '(', ')', '\\', '\n', ' ', '*', '-', '!', '#', 'a') }),
  );

  test('any text is one word of a shell', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 40 }), (texts) => {
        const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${texts.map(shellWord).join(' ')}`], {
          encoding: 'utf8',
        });
        expect(stdout.split('\0').slice(0, -1)).toEqual(texts);
      }),
      { numRuns: 50 },
    );
  });

  test('Kubernetes hands on any argument as it stands', () => {
    fc.assert(
      fc.property(text, (argument) => {
        expect(expanded(containerArgument(argument))).toBe(argument);
      }),
    );
  });

  test('without that, it would fill in a variable, and take one of two dollars', () => {
    expect(expanded('$(HOME) $$ $a')).toBe('/root $ $a');
    expect(expanded(containerArgument('$(HOME) $$ $a'))).toBe('$(HOME) $$ $a');
  });
});

const hasCurl = spawnSync('curl', ['--version']).status === 0;

// skipped where there is no `curl`, which sends the requests; what the script makes of answers is tested above
(hasCurl ? describe : describe.skip)('with a real curl and a real server', () => {
  test('answers are told apart, and the request arrives as it is written', async () => {
    const seen: unknown[] = [];
    const server = createServer((request, response) => {
      const { method, url, rawHeaders } = request;
      seen.push({ method, url, rawHeaders });
      if (url === '/cut') return void request.socket.destroy();
      if (url === '/refused') return void response.writeHead(403).end('RBAC: access denied');
      if (url === '/own') return void response.writeHead(403).end('{"error":"forbidden"}');
      response.end('an order');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const path = "/a/../b?q='{a,b}[1-2]$(id)#f";
    const { code, out } = await runWithCurl([
      callOf('written', 'allow', { target, method: 'PURGE', path, host: 'orders', headers: [['x-a', "b'c"]] }),
      callOf('refused', 'deny', { target }),
      callOf('cut', 'cut-off', { target }),
      callOf('own', 'deny', { target }),
    ]);
    server.close();
    expect(out.split('\n')).toEqual([
      'ok: written: allow',
      'ok: refused: deny',
      'ok: cut: cut-off',
      'WRONG: own: expected deny, got cannot tell: 403, which the application may answer, or a proxy',
      'these cases do not hold:',
      '  own',
      '',
    ]);
    expect(code).toBe(1);
    expect(seen[0]).toEqual({ method: 'PURGE', url: path, rawHeaders: ['Host', 'orders', 'x-a', "b'c"] });
  });
});

/** Kubernetes's own expansion of arguments, for a container whose one variable is HOME. */
function expanded(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const [character, next] = [text[at], text[at + 1]];
    if (character !== '$' || next === undefined) {
      out += character;
    } else if (next === '$') {
      out += '$';
      at += 1;
    } else if (next === '(' && text.includes(')', at)) {
      const end = text.indexOf(')', at);
      const name = text.slice(at + 2, end);
      out += name === 'HOME' ? '/root' : `$(${name})`;
      at = end;
    } else {
      out += `$${next}`;
      at += 1;
    }
  }
  return out;
}
