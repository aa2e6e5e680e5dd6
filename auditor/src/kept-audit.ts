import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorFields, type Log } from "@siren/chassis/log";
import { type Verdicts, verdicts } from "@siren/contracts/audit";
import * as z from "zod/mini";

/** `since`: from when on the services' facts are read again after a restart, and their feeds after which number. */
export type Kept = {
  since: number;
  feeds: Record<string, { seq: number; epoch: string }>;
  last: Verdicts | undefined;
};

export type KeptAudit = ReturnType<typeof keptAudit>;

const kept = z.object({
  since: z.int().check(z.gte(0)),
  feeds: z._default(z.record(z.string(), z.object({ seq: z.int(), epoch: z.string() })), {}),
  // Rules may have another name in another version: then there are no verdicts yet.
  last: z.catch(z.optional(verdicts), undefined),
});

/** A copy only: everything in it can be found out again by reading from the beginning. */
export function keptAudit(dataDir: string, log: Log) {
  const file = join(dataDir, "audit.json");
  let written = "";
  return {
    load(): Kept | undefined {
      try {
        const { since, feeds, last } = kept.parse(JSON.parse(readFileSync(file, "utf8")));
        return { since, feeds, last };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT")
          log.warn("audit.kept-unreadable", { file, ...errorFields(error) });
        return undefined;
      }
    },

    save(state: Kept): void {
      const text = JSON.stringify(state);
      if (text === written) return;
      // Written whole beside the old one and renamed: a start never meets half a file.
      const fresh = `${file}.fresh`;
      try {
        writeFileSync(fresh, text, { mode: 0o600 });
        renameSync(fresh, file);
        written = text;
      } catch (error) {
        log.warn("audit.not-kept", { file, ...errorFields(error) });
      }
    },
  };
}
