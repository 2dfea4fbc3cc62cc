/** A piece of SQL with its values; `$1`… are given when the whole is put together. */
export class Sql {
  constructor(
    readonly strings: readonly string[],
    readonly values: readonly unknown[],
  ) {}

  /** The text with numbered parameters, and the parameters. */
  compile(): { text: string; values: unknown[] } {
    const values: unknown[] = [];
    return { text: this.render(values), values };
  }

  private render(values: unknown[]): string {
    return this.strings.reduce((text, part, index) => {
      if (index === 0) return part;
      const value = this.values[index - 1];
      if (value instanceof Sql) return text + value.render(values) + part;
      values.push(value);
      return `${text}$${values.length}${part}`;
    }, '');
  }
}

/** `sql\`status = any(${states})\``: every value becomes a parameter, a nested `Sql` a part of the text. */
export const sql = (strings: TemplateStringsArray, ...values: unknown[]): Sql => new Sql(strings, values);

/** Text that the code itself wrote: a column, a table, a direction. Never anything that was sent. */
export const raw = (text: string): Sql => new Sql([text], []);

export function join(parts: readonly Sql[], separator: string): Sql {
  if (parts.length === 0) return raw('');
  return new Sql(['', ...parts.slice(1).map(() => separator), ''], parts);
}

/** All of the conditions; without any, everything. */
export const all = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0
    ? raw('true')
    : join(
        conditions.map((condition) => sql`(${condition})`),
        ' and ',
      );

/** One of the conditions at least; without any, nothing. */
export const any = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0
    ? raw('false')
    : join(
        conditions.map((condition) => sql`(${condition})`),
        ' or ',
      );
