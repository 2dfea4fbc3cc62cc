import { Faults } from '@fiksu/service';
import { isBusinessId, wholeBusinessId } from './business-id.ts';
import type { Organisation, OrganisationTerms } from './organisation.ts';
import type { OrganisationBody } from './organisations.schema.ts';
import { isVatId } from './vat-id.ts';

const eachOnce = <Item>(list: readonly Item[], word: (item: Item) => string = String): Item[] => [
  ...new Map(list.map((item) => [word(item), item] as const)).values(),
];

/**
 * What is kept of a body: numbers in their whole form, and in lists each thing once.
 * @param situation what is known of it already: nobody sends it
 */
export const termsOf = (body: OrganisationBody, situation: Organisation['situation']): OrganisationTerms => ({
  ...body,
  situation,
  businessId: body.businessId && wholeBusinessId(body.businessId),
  ...{ districts: eachOnce(body.districts), themes: eachOnce(body.themes), expertise: eachOnce(body.expertise) },
  externalIds: eachOnce(body.externalIds, ({ scheme, value }) => JSON.stringify([scheme, value])),
});

/**
 * What can be told of a number without asking anybody.
 * @throws DomainError Invalid (422) at `/businessId`, `/vatId`
 */
export function checkNumbers({ businessId, vatId }: Pick<Organisation, 'businessId' | 'vatId'>): void {
  const faults = new Faults();
  if (businessId !== null && !isBusinessId(businessId)) faults.add('/businessId', 'The check digit does not fit');
  if (vatId !== null && !isVatId(vatId)) faults.add('/vatId', 'Is no VAT id of its country');
  faults.refuse();
}
