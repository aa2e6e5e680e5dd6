/** `gap`: something before it was missed and has to be asked for. */
export type Verdict = "take" | "repeat" | "gap";

/**
 * Up to which `n` each stream has been heard. A stream without a position is heard from where the server
 * says it stands.
 */
export function createPositions() {
  const heard = new Map<string, number>();
  return {
    of: (stream: string): number | undefined => heard.get(stream),
    /** From elsewhere: a board that is complete up to `n`, or the server's answer to a first resume. */
    set: (stream: string, n: number): void => void heard.set(stream, n),
    forget: (stream: string): void => void heard.delete(stream),
    judge(stream: string, n: number): Verdict {
      const last = heard.get(stream);
      if (last === undefined || n === last + 1) {
        heard.set(stream, n);
        return "take";
      }
      return n <= last ? "repeat" : "gap";
    },
  };
}
