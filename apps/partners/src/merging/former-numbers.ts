/**
 * The schemes of external ids under which an organisation has the id of the platform and the numbers of those that became part
 * of it: whoever knows the old one, a register or a file, is led to it.
 */
export const FORMER = { id: 'fiksu', businessId: 'business-id', vatId: 'vat-id', pic: 'pic' } as const;
