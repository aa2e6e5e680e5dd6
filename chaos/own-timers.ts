/** What somebody wants to do later, all of it dropped when they go. */
export class OwnTimers {
  readonly #waiting = new Set<NodeJS.Timeout>();

  readonly later = (ms: number, run: () => void): (() => void) => {
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      run();
    }, ms);
    this.#waiting.add(timer);
    return () => {
      clearTimeout(timer);
      this.#waiting.delete(timer);
    };
  };

  drop(): void {
    for (const timer of this.#waiting) clearTimeout(timer);
  }
}
