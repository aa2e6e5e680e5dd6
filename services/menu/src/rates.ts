import { readFile, stat } from "node:fs/promises";
import { type Rates, rates } from "@siren/contracts/menu-desk";
import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod/mini";

const { asOf, rates: list } = rates.shape;
const ratesFile = z.strictObject({ asOf, rates: list });
const lookEveryMs = 30_000;
const note = { ko: "참고 환율이며 결제는 언제나 원화입니다", en: "For reference; always charged in won" };

type Log = { warn(event: string, fields?: Record<string, unknown>): void };

/** What foreign visitors are shown beside the won. A newer file is taken up as it is found; a faulty one is not. */
export function createRates(path: string, log: Log, now: () => number) {
  let kept: Rates | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let writtenAt = -1;

  return async (): Promise<Rates> => {
    if (now() - lookedAt >= lookEveryMs) {
      lookedAt = now();
      try {
        const { mtimeMs } = await stat(path);
        if (mtimeMs !== writtenAt) {
          kept = { ...ratesFile.parse(JSON.parse(await readFile(path, "utf8"))), chargedIn: "KRW", note };
          writtenAt = mtimeMs;
        }
      } catch (error) {
        log.warn("rates.unreadable", { error: String(error).slice(0, 200) });
      }
    }
    if (!kept) throw new Refusal("NOT_FOUND", "No rates are known");
    return kept;
  };
}
