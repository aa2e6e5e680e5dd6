import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { Refusal } from "@siren/contracts/refusal";

const derive = promisify(argon2);

/** KiB and passes of one hash. What is stored does not tell them, so they are one thing for all of a store's life. */
export type PasswordCost = { memory: number; passes: number };

/** OWASP's second choice for argon2id: 19 MiB, two passes, one lane. */
export const owaspCost: PasswordCost = { memory: 19_456, passes: 2 };

export type Passwords = {
  hash(password: string): Promise<string>;
  /** Takes as long for an unknown account (`stored` null) as for a known one. */
  matches(password: string, stored: string | null): Promise<boolean>;
};

type Choices = {
  limits?: { atOnce: number; waiting: number } | undefined;
  cost?: PasswordCost | undefined;
  knownToAll?: string | undefined;
};

/**
 * Hashing is the one expensive thing a stranger can ask for, so it has a queue of its own: a burst of
 * sign-ins is told to come back and does not take holds and captures down with it. A password that is known to all
 * opens nothing and is nobody's to choose.
 */
export function createPasswords({
  limits = { atOnce: 2, waiting: 64 },
  cost = owaspCost,
  knownToAll,
}: Choices = {}): Passwords {
  let running = 0;
  /** How long one takes here, as lately seen: what the queue's length means in seconds. */
  let usualMs = 50;
  const waiting: (() => void)[] = [];

  const full = () =>
    new Refusal("OVERLOADED", "Too many sign-ins at once", {
      retryAfterS: Math.max(1, Math.ceil((waiting.length * usualMs) / limits.atOnce / 1000)),
    });

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= limits.atOnce) {
      if (waiting.length >= limits.waiting) throw full();
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    const begunMs = performance.now();
    try {
      return await work();
    } finally {
      usualMs += (performance.now() - begunMs - usualMs) / 8;
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }

  const run = (password: string, nonce: Buffer) =>
    inTurn(() =>
      derive("argon2id", {
        ...cost,
        ...{ parallelism: 1, tagLength: 32 },
        message: password.normalize("NFC"),
        nonce,
      }),
    );

  const nobody = randomBytes(48);
  const isKnownToAll = (password: string) => password.normalize("NFC") === knownToAll;

  return {
    async hash(password) {
      if (isKnownToAll(password)) throw new Refusal("BAD_REQUEST", "body.password: everybody knows that one");
      const nonce = randomBytes(16);
      return Buffer.concat([nonce, await run(password, nonce)]).toString("base64url");
    },
    async matches(password, stored) {
      const bytes = stored === null ? nobody : Buffer.from(stored, "base64url");
      const derived = await run(password, bytes.subarray(0, 16));
      const isRight = timingSafeEqual(derived, bytes.subarray(16));
      return isRight && stored !== null && !isKnownToAll(password);
    },
  };
}
