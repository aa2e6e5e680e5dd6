export type Row = { what: string; seen: string; tookMs: number; isAsItShould: boolean };

export const inSeconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** What was looked at, one line each, in the order in which it was. */
export function createSheet(say: (line: string) => void) {
  const rows: Row[] = [];
  return {
    rows,

    /** Looks, and notes what was seen and how long it took; what fails is noted, and thrown. */
    async note(what: string, look: () => Promise<string>): Promise<void> {
      const startedAt = performance.now();
      const row = (seen: string, isAsItShould: boolean) => {
        rows.push({ what, seen, tookMs: performance.now() - startedAt, isAsItShould });
        say(`${isAsItShould ? "ok" : "NOT"}  ${what}: ${seen}`);
      };
      try {
        row(await look(), true);
      } catch (fault) {
        row(fault instanceof Error ? (fault.message.split("\n")[0] ?? fault.name) : String(fault), false);
        throw fault;
      }
    },

    text(): string {
      const widest = Math.max(0, ...rows.map(({ what }) => what.length));
      return rows
        .map(({ isAsItShould, what, tookMs, seen }) =>
          [isAsItShould ? "ok " : "NOT", what.padEnd(widest), inSeconds(tookMs).padStart(7), seen].join("  "),
        )
        .join("\n");
    },
  };
}

export type Sheet = ReturnType<typeof createSheet>;
