/** Why something weaker than the default is right: asked for where it is weaker, and kept on the object. */

/** The annotations of an object with this reason. */
export function reasonAnnotations(reason: string | undefined): { annotations?: { [key: string]: string } } {
  return reason === undefined ? {} : { annotations: { 'cdk8s-zero-trust/reason': reason } };
}

/** Whether no reason is written, or a blank one. */
export function isWithoutReason(reason: string | undefined): boolean {
  return (reason ?? '').trim() === '';
}
