/** Which calls are nearly the same as one, and may be decided otherwise? */
import type { Touched } from '../mutant';
import { sending, type Step, withClaims, withoutHttp, withoutToken } from './draft';
import { otherCallers, type Scene, stepsFrom, stepsTo } from './samples';

const MOST_TOUCHED = 6;

/** Steps to the neighbours: first by the touched values, then by all that calls commonly differ in. */
export function neighbours(touched: Touched | undefined, scene: Scene): readonly Step[] {
  const about =
    touched === undefined
      ? []
      : [
          ...touched.values.slice(0, MOST_TOUCHED).flatMap((value) => stepsTo(touched.attribute, value, scene)),
          ...stepsFrom(touched.attribute, scene),
        ];
  return [
    ...about,
    ...otherCallers(scene),
    ...tokens(scene),
    sending({ path: '/elsewhere' }),
    sending({ method: 'PATCH' }),
    sending({ method: 'POST' }),
    withoutHttp,
  ];
}

/** None, a good one of each issuer, one for nobody, one that does not verify, and one of an issuer nobody knows. */
function tokens({ jwtRules }: Scene): readonly Step[] {
  if (jwtRules.length === 0) return [];
  const known = jwtRules.flatMap(({ issuer, audiences }): readonly Step[] => {
    const claims = { ...(issuer === undefined ? {} : { iss: issuer }), sub: 'somebody' };
    const good = withClaims(claims);
    return [
      good,
      (draft) => ({ ...draft, http: { ...draft.http }, token: { claims, state: 'bad-signature' } }),
      ...(audiences.length === 0 ? [] : [...audiences, 'elsewhere'].map((aud) => withClaims({ ...claims, aud }))),
    ];
  });
  return [withoutToken, ...known, withClaims({ iss: 'https://issuer.invalid', sub: 'somebody' })];
}
