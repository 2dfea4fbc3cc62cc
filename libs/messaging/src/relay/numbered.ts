/** Tells this process that events have been given their positions, here or by another replica: there is more to read. */
export class Numbered {
  private readonly listeners = new Set<() => void>();

  /** @returns what ends the listening */
  on(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  announce(): void {
    for (const listener of this.listeners) listener();
  }
}
