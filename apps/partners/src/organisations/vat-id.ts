import { euVat, stdnum, type Validator } from 'stdnum';
import { isBusinessId } from './business-id.ts';

/** Two letters of the country, and its number, which has a digit at least. */
export const vatIdPattern = /^(?=.*\d)[A-Z]{2}[0-9A-Z+*.-]{2,15}$/;

/** Greece writes EL before its VAT ids. */
const isoCodes: Record<string, string | undefined> = { EL: 'GR' };

const outsideOfTheUnion: Record<string, readonly (Validator | undefined)[] | undefined> = { GB: [stdnum.GB?.vat], NO: [stdnum.NO?.mva] };

/**
 * Whether it can be a VAT id: of a Finnish one the digits are those of a Y-tunnus (which may be that of a VAT group, and not
 * the organisation's own); of a country that the library knows its check digits fit; of others the form is all there is.
 */
export function isVatId(vatId: string): boolean {
  if (!vatIdPattern.test(vatId)) return false;
  const country = vatId.slice(0, 2);
  const number = vatId.slice(2);
  if (country === 'FI') return /^\d{8}$/.test(number) && isBusinessId(`${number.slice(0, -1)}-${number.slice(-1)}`);
  const validators = outsideOfTheUnion[country] ?? euVat[isoCodes[country] ?? country];
  return validators?.some((validator) => validator?.validate(vatId).isValid) ?? true;
}
