import { Person, type Asked, type Body, type City, type TokenTerms } from './city.ts';

/** One step of a story: what happens, by which requests, and what is different afterwards. */
export interface Step {
  title: string;
  asked: Asked[];
  changed: string[];
}

/** What the story leaves behind, by which it can be looked at again. */
export interface Thread {
  needs: string[];
  receipt: string;
  session: string;
  item: string;
  version: number;
  merged: { old: string; into: string };
  erased: { sub: string; support: number };
}

/** Throws where something is not as it should be: a story that goes on regardless would tell lies. */
export function mustBe(isSo: boolean, what: string, found: unknown): void {
  if (!isSo) throw new Error(`${what}: ${JSON.stringify(found)}`);
}

/** The one who tells it: each step is said when it is over, with the requests that it took. */
export class Telling {
  readonly city: City;
  private readonly say: (step: Step) => void;
  private readonly asked: Asked[] = [];

  constructor(city: City, say: (step: Step) => void) {
    this.city = city;
    this.say = say;
  }

  async as(role: string, terms: TokenTerms = {}): Promise<Person> {
    return new Person(this.city, await this.city.tokenOf(role, terms), this.asked);
  }

  get anybody(): Person {
    return new Person(this.city, null, this.asked);
  }

  async step<Result>(title: string, happens: () => Promise<[Result, ...string[]]>): Promise<Result> {
    this.asked.length = 0;
    const [result, ...changed] = await happens();
    this.say({ title, asked: [...this.asked], changed });
    return result;
  }
}

export const idOf = (body: Body): string => body.id as string;
