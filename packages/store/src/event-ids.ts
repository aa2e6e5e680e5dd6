import { randomBytes } from "node:crypto";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * ULIDs that grow within a process, also within one millisecond and when the clock steps back: the outbox is
 * read in the order of its ids, and what one process wrote must come out in the order in which it was written.
 */
export function growingEventIds(now: () => number, random: (size: number) => Uint8Array = randomBytes) {
  let lastMs = 0;
  let tail = 0n;
  return () => {
    const at = Math.max(now(), lastMs);
    if (at > lastMs) {
      lastMs = at;
      tail = randomTail(random);
    } else {
      tail += 1n;
    }
    return `evt_${base32(BigInt(at), 10)}${base32(tail, 16)}`;
  };
}

/** 79 bits, so that counting up within a millisecond cannot run over 80. */
function randomTail(random: (size: number) => Uint8Array): bigint {
  return random(10).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) >> 1n;
}

function base32(value: bigint, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest >>= 5n) text = alphabet.charAt(Number(rest & 31n)) + text;
  return text;
}
