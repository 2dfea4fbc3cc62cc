import { stdnum } from 'stdnum';

/** The shape of a Y-tunnus: seven digits, a hyphen and the check digit; before 1978 numbers had six digits. */
export const businessIdPattern = /^\d{6,7}-\d$/;

/** A Y-tunnus as it is kept: a number of six digits gets the zero that it stands for, `201256-6` is `0201256-6`. */
export const wholeBusinessId = (businessId: string): string => businessId.padStart('0201256-6'.length, '0');

/** Whether it is one: the right shape, and a check digit that fits. */
export function isBusinessId(businessId: string): boolean {
  if (!businessIdPattern.test(businessId)) return false;
  const whole = wholeBusinessId(businessId);
  // Nothing but zeros fits its check digit too, and is nobody's.
  return stdnum.FI?.ytunnus?.validate(whole).isValid === true && Number(whole.slice(0, -2)) > 0;
}
