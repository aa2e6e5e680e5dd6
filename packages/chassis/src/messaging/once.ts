import { createHash } from "node:crypto";
import type { OncePort } from "./ports.ts";

export type Command = {
  /** Whose key it is, such as `order.place:mem_01...`: another person's equal key is another key. */
  scope: string;
  key: string;
  body: unknown;
};

/** `reused`: the key came before, with another body. */
export type OnceResult<T> = { kind: "done"; answer: T; repeated: boolean } | { kind: "reused" };

/**
 * Runs `work` for the first command with this key and gives its answer to every later one. Call it inside the
 * unit of work that commits the effect: key, answer and effect stand or fall together.
 */
export async function once<Tx, T>(
  book: OncePort<Tx>,
  tx: Tx,
  { scope, key, body }: Command,
  work: () => Promise<T>,
): Promise<OnceResult<T>> {
  const bodyHash = createHash("sha256").update(canonicalJson(body)).digest("base64url");
  const known = await book.recall(tx, scope, key);
  // The answer was written below with the type that this caller's work has.
  if (known) return known.bodyHash === bodyHash ? doneBefore<T>(known.answer) : { kind: "reused" };
  const answer = await work();
  await book.remember(tx, scope, key, { bodyHash, answer });
  return { kind: "done", answer, repeated: false };
}

function doneBefore<T>(answer: unknown): OnceResult<T> {
  return { kind: "done", answer: answer as T, repeated: true };
}

/** Equal for bodies that say the same with their fields in another order. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (isRecord(inner) ? sorted(inner) : inner)) ?? "null";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sorted(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
