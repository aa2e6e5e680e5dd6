/** So many wrong tries are free of any wait; the first try of anybody, from anywhere, always is. */
export const freeTries = { usual: 10, underAttack: 1 } as const;
/** So many wrong tries an hour on one account, wherever from, are an attack on it. */
export const attackTries = 100;
/**
 * Looking who has an account by registering their addresses: few are free, because hardly anybody honest meets a
 * taken one; none waits for long, because a whole cafe may be behind the same address as whoever looks.
 */
export const registering = {
  free: { usual: 5, underAttack: 1 },
  attackTries: 100,
  longestDelayMs: 60_000,
} as const;
export const forgetAfterMs = 60 * 60_000;

const firstDelayMs = 1_000;
export const longestDelayMs = 15 * 60_000;

/** How long a pair of account and place has to wait after so many wrong tries in a row. */
export function delayAfter(fails: number, free: number, longestDelayMs: number): number {
  if (fails < free) return 0;
  return Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(fails - free, 30));
}

/** An address; of IPv6 its /64, which is what one customer of a provider has. */
export function networkOf(address: string): string {
  const plain = address.startsWith("::ffff:") ? address.slice(7) : address;
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = plain.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: zeros }, () => "0"), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}
