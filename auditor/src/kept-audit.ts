import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorFields, type Log } from "@siren/chassis/log";
import { type Verdicts, verdicts } from "@siren/contracts/audit";

/** `since`: from when on the services' facts are read again after a restart. */
export type Kept = { since: number; last: Verdicts | undefined };

export type KeptAudit = ReturnType<typeof keptAudit>;

/** A copy only: everything in it can be found out again by reading from the beginning. */
export function keptAudit(dataDir: string, log: Log) {
  const file = join(dataDir, "audit.json");
  let written = "";
  return {
    load(): Kept {
      try {
        const { since, last } = JSON.parse(readFileSync(file, "utf8"));
        if (!Number.isSafeInteger(since) || since < 0) throw new Error("no instant to begin with");
        return { since, last: verdicts.parse(last) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT")
          log.warn("audit.kept-unreadable", { file, ...errorFields(error) });
        return { since: 0, last: undefined };
      }
    },

    save(kept: Kept): void {
      const text = JSON.stringify(kept);
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
