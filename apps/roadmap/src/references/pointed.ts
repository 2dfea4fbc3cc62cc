import { DomainError, type Fault } from '@fiksu/service';

/** The faults of one body among several of a request: their pointers begin with where that one stands, `/outcomes/1`. */
export async function pointed<Result>(at: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DomainError) || error.members.errors === undefined) throw error;
    const errors = error.members.errors.map((fault): Fault => ('pointer' in fault ? { ...fault, pointer: at + fault.pointer } : fault));
    throw new DomainError(error.kind, error.code, error.message, { ...error.members, errors }, error.headers);
  }
}
