/** Every CEL rule of Istio's custom resource definitions, by the name that the schema facts use. */
import { OTHER_RULES } from './cel-other-kinds';
import { SECURITY_RULES } from './cel-security';
import { SERVICE_ENTRY_RULES } from './cel-service-entry';
import { type CelRule, SHARED_RULES } from './cel-shared';

const RULES = { ...SHARED_RULES, ...SECURITY_RULES, ...SERVICE_ENTRY_RULES, ...OTHER_RULES };

export type CelRuleName = keyof typeof RULES;

export const CEL_RULES: Readonly<Record<CelRuleName, CelRule>> = RULES;
