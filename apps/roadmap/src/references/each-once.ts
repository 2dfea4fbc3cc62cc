/** A list as it is kept: who names a thing twice means it once, and counts must not count it twice. */
export const eachOnce = <Item>(list: readonly Item[]): Item[] => [...new Set(list)];
