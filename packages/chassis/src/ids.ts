import type { IdPrefix } from "@siren/contracts/ids";
import { pooledRandom } from "./pooled-random.ts";

export type NewId = (prefix: IdPrefix) => string;

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** `prefix_` and a ULID: 48 bits of time, 80 of chance, so that ids of one process sort by when they were made. */
export function createIds(now: () => number, random: (size: number) => Uint8Array = pooledRandom): NewId {
  let lastMs = Number.NaN;
  let timePart = "";
  return (prefix) => {
    const nowMs = now();
    // Many are made within one and the same millisecond.
    if (nowMs !== lastMs) {
      lastMs = nowMs;
      timePart = "";
      for (let i = 0, time = nowMs; i < 10; i += 1) {
        timePart = alphabet[time % 32] + timePart;
        time = Math.floor(time / 32);
      }
    }
    let randomPart = "";
    for (const byte of random(16)) randomPart += alphabet[byte % 32];
    return `${prefix}_${timePart}${randomPart}`;
  };
}
