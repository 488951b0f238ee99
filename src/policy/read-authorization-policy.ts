/** From the manifest of an AuthorizationPolicy to its typed form. */
import type { JsonObject } from './json-object';
import { asObject, asObjects, asString, ManifestError } from './json-object';
import type { Action, AuthorizationPolicy } from './model';
import { readAttachment } from './read-attachment';
import { readMetadata, specOf } from './read-metadata';
import { readRule } from './read-rule';
import { rulesFrom } from './rule';

/** The annotation that makes a policy a dry run, and no other spelling of it. */
export const DRY_RUN = 'istio.io/dry-run';

/** Whether a policy with these annotations is only tried out: what Go's `strconv.ParseBool` takes for "true". */
export function isTrial(annotations: JsonObject): boolean {
  const word = annotations[DRY_RUN];
  return typeof word === 'string' && /^(1|t|T|TRUE|true|True)$/.test(word);
}

/** The policy that this manifest describes. */
export function readAuthorizationPolicy(manifest: JsonObject): AuthorizationPolicy {
  const metadata = readMetadata(manifest);
  const spec = specOf(manifest);
  return {
    ...metadata,
    attachment: readAttachment(spec),
    action: readAction(spec),
    rules: rulesFrom(asObjects(spec.rules, 'rules').map((rule, index) => readRule(rule, index, metadata.namespace))),
    // not a boolean: enforced, as Istio does
    dryRun: isTrial(metadata.annotations),
  };
}

/** @see istio api security/v1beta1/authorization_policy.proto, `Action`: the zero value is ALLOW */
function readAction(spec: JsonObject): Action {
  const action = asString(spec.action, 'action');
  switch (action) {
    case 'DENY':
    case 'AUDIT':
      return { kind: action };
    case 'CUSTOM':
      return { kind: action, provider: asString(asObject(spec.provider, 'provider').name, 'name') };
    case 'ALLOW':
    case '':
      return { kind: 'ALLOW' };
    default:
      // no API server stores it, and one that was meant to deny must not pass for an ALLOW policy
      throw new ManifestError(`\`action\` is \`${action}\`; expected \`ALLOW\`, \`DENY\`, \`AUDIT\` or \`CUSTOM\``);
  }
}
