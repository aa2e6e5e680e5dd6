import type { IdPrefix } from "@siren/contracts/ids";
import { pooledRandom } from "./pooled-random.ts";

export type NewId = (prefix: IdPrefix) => string;

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** Ten bits at a time: an id is put together with each request. */
const pairs = Array.from({ length: 1_024 }, (_, i) => `${alphabet[i >> 5]}${alphabet[i & 31]}`);

/**
 * `prefix_` and a ULID: 48 bits of time, then ten that count within the millisecond and 70 of chance, so that ids of one
 * process sort in the order in which they were made.
 */
export function createIds(now: () => number, random: (size: number) => Uint8Array = pooledRandom): NewId {
  let lastMs = Number.NaN;
  let timePart = "";
  let made = 0;
  return (prefix) => {
    const nowMs = now();
    // Many are made within one and the same millisecond.
    if (nowMs !== lastMs) {
      lastMs = nowMs;
      made = 0;
      timePart = "";
      for (let i = 0, time = nowMs; i < 10; i += 1) {
        timePart = alphabet[time % 32] + timePart;
        time = Math.floor(time / 32);
      }
    }
    let text = `${prefix}_${timePart}${pairs[made & 1_023]}`;
    made += 1;
    const chance = random(14);
    for (let i = 0; i < 14; i += 2)
      text += pairs[(((chance[i] ?? 0) & 31) << 5) | ((chance[i + 1] ?? 0) & 31)];
    return text;
  };
}
