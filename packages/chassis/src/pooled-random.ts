import { randomFillSync } from "node:crypto";

const poolBytes = 8 * 1024;
const pool = Buffer.allocUnsafe(poolBytes);
let at = poolBytes;

/**
 * So many random bytes, drawn from the system a few hundred requests' worth at a time. They lie in the pool until it is
 * filled anew: to be read at once, and for ids only, never for keys.
 */
export function pooledRandom(size: number): Buffer {
  if (at + size > poolBytes) {
    randomFillSync(pool);
    at = 0;
  }
  const bytes = pool.subarray(at, at + size);
  at += size;
  return bytes;
}

/** The same as hexadecimal digits. */
export function pooledHex(size: number): string {
  if (at + size > poolBytes) {
    randomFillSync(pool);
    at = 0;
  }
  const text = pool.toString("hex", at, at + size);
  at += size;
  return text;
}
