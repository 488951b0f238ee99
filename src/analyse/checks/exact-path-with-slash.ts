/** Does an exact path end in a slash, so that it matches nothing below it? */
import { checkEach } from '../check-rule';

export const exactPathWithSlash = checkEach('ZT102', 'AuthorizationPolicy', function* (policy, estate) {
  for (const { attribute, value, path } of estate.values(policy)) {
    if (attribute !== 'paths' || !/^\/[^*{}]*\/$/.test(value)) continue;
    yield {
      path,
      message: `path \`${value}\` matches that one path only, and nothing below it; write \`${value}*\` for what is below`,
    };
  }
});
