/** Which service account does a value of an AuthorizationPolicy name? */

/** `namespace/account`, when one account is named whole; `own` is the namespace of the policy. */
export function accountNamed(attribute: string, value: string, own: string): string | undefined {
  if (attribute === 'source.serviceAccount') return value.includes('/') ? value : `${own}/${value}`;
  const [, space, name] = attribute === 'source.principal' ? (/\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(value) ?? []) : [];
  return space === undefined || name === undefined ? undefined : `${space}/${name}`;
}
