import { Faults, sql, type Runs } from '@fiksu/service';
import { Injectable } from '@nestjs/common';

/** Organisations that something of this service is about to name. */
@Injectable()
export class HoldOrganisations {
  /**
   * Keeps them from being removed or merged until the transaction has ended in which they are named.
   * @param pointer where the list stands in the body: `/parties`
   * @returns them by the ids that they have now, each once: one that was merged goes by its survivor's
   * @throws DomainError Invalid (422) with a pointer for each that there is not (API contract, G10)
   */
  hold(named: readonly string[], pointer: string, tx: Runs): Promise<string[]> {
    return this.holdAt(named, (index) => `${pointer}/${index}`, tx);
  }

  /** The same of one, which stands at the pointer itself. */
  async holdOne(named: string, pointer: string, tx: Runs): Promise<string> {
    const [held] = await this.holdAt([named], () => pointer, tx);
    return held as string;
  }

  private async holdAt(named: readonly string[], pointerOf: (index: number) => string, tx: Runs): Promise<string[]> {
    if (named.length === 0) return [];
    let present = await this.presentOf(named, tx);
    // One that was merged while it was waited for is gone, and the merge is seen only by who looks again.
    if (named.some((id) => !present.has(id))) present = await this.presentOf(named, tx);
    const faults = new Faults();
    named.forEach((id, index) => present.has(id) || faults.add(pointerOf(index), 'There is no such organisation'));
    faults.refuse();
    return [...new Set(named.map((id) => present.get(id) as string))];
  }

  /** The ids that they have now, by those that were sent. */
  private async presentOf(named: readonly string[], tx: Runs): Promise<Map<string, string>> {
    // In the order of their ids, so that two who hold several cannot wait for one another.
    const rows = await tx.run<{ sent: string; id: string }>(sql`
      select sent, organisation.id from unnest(${named}::uuid[]) sent
      left join merged_organisation on old = sent join organisation on organisation.id = coalesce(survivor, sent)
      order by organisation.id for key share of organisation`);
    return new Map(rows.map(({ sent, id }) => [sent, id]));
  }
}
