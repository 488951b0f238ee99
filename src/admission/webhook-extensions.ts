/** What Istio's webhook says of a WasmPlugin and of a TrafficExtension. */
import type { Findings } from './admission';
import { tryRequestUri, tryUrl } from './go/url';
import { shown } from './json';
import { at, child, children, isSet, type Message, number, text } from './message';
import { checkTargeting } from './selection';

const SCHEMES = ['', 'file', 'http', 'https', 'oci'];

/** @see istio pkg/config/validation/validation.go, `ValidateWasmPlugin` */
export function checkWasmPlugin(spec: Message, findings: Findings): void {
  checkTargeting(spec, findings);
  checkWasm(spec, findings);
  checkPorts(spec, findings);
}

/** @see istio pkg/config/validation/validation.go, `ValidateTrafficExtension` */
export function checkTrafficExtension(spec: Message, findings: Findings): void {
  const [wasm, lua] = [child(spec, 'wasm'), child(spec, 'lua')];
  if ((wasm === undefined) === (lua === undefined))
    findings.reject(spec.field, 'exactly one of `wasm` and `lua` is needed');
  checkTargeting(spec, findings);
  if (lua !== undefined) {
    const bytes = Buffer.byteLength(text(lua, 'inlineCode'));
    if (bytes === 0 || bytes > 65536)
      findings.reject(at(lua, 'inlineCode'), `the code has ${bytes} bytes; give 1 to 65536`);
  }
  if (wasm !== undefined) checkWasm(wasm, findings);
  checkPorts(spec, findings);
}

function checkWasm(wasm: Message, findings: Findings): void {
  findings.reject(at(wasm, 'url'), urlProblem(text(wasm, 'url')));
  if (!/^([a-f0-9]{64})?$/.test(text(wasm, 'sha256')))
    findings.reject(at(wasm, 'sha256'), 'this is not 64 digits of `0-9` and `a-f`');
  for (const [name, max] of [
    ['imagePullSecret', 253],
    ['pluginName', 256],
  ] as const)
    if (Buffer.byteLength(text(wasm, name)) > max)
      findings.reject(at(wasm, name), `this has more than ${max} characters`);
  const vm = child(wasm, 'vmConfig');
  const names = new Set<string>();
  for (const variable of vm === undefined ? [] : children(vm, 'env')) {
    const name = text(variable, 'name');
    if (name === '' || Buffer.byteLength(name) > 256)
      findings.reject(at(variable, 'name'), 'the name has 1 to 256 characters');
    if (names.has(name)) findings.reject(at(variable, 'name'), `variable ${shown(name)} is there twice`);
    names.add(name);
    if (text(variable, 'valueFrom') === 'HOST' && text(variable, 'value') !== '')
      findings.reject(at(variable, 'value'), '`valueFrom: HOST` takes no value; remove one of the two');
  }
}

/** @see istio pkg/config/validation/validation.go, `validateWasmPluginURL`, `strictParseURL` */
function urlProblem(url: string): string | undefined {
  if (url === '') return 'the URL of the module is required';
  const whole = tryRequestUri(url) === undefined ? `http://${url}` : url;
  const parsed = tryUrl(whole) === undefined ? undefined : tryRequestUri(whole);
  return parsed !== undefined && SCHEMES.includes(parsed.scheme)
    ? undefined
    : `${shown(url)} is not a URL with \`oci://\`, \`http://\`, \`https://\` or \`file://\``;
}

function checkPorts(spec: Message, findings: Findings): void {
  for (const match of children(spec, 'match'))
    for (const port of children(match, 'ports')) {
      const numbered = isSet(port, 'number') ? number(port, 'number') : 0;
      if (numbered < 1 || numbered > 65535)
        findings.reject(at(port, 'number'), `\`${numbered}\` is not a port; give 1 to 65535`);
    }
}
