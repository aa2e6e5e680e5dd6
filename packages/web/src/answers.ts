import { problem } from "@siren/contracts/problems";
import type * as z from "zod/mini";
import { UnexpectedAnswer } from "./failures.ts";

/** With what the header says about waiting, where the body does not. */
export function refusalIn(text: string, headers: Headers) {
  try {
    const told = problem.parse(JSON.parse(text));
    const waitS = Number(headers.get("retry-after") ?? Number.NaN);
    return told.status === 429 && waitS > 0 ? { retryAfterS: waitS, ...told } : told;
  } catch {
    return undefined;
  }
}

export function bodyOf<S extends z.ZodMiniType>(schema: S | null, status: number, text: string): z.output<S> {
  // An answer that is expected to be empty is of no interest, whatever it holds.
  if (schema === null) return undefined as z.output<S>;
  try {
    return schema.parse(JSON.parse(text)) as z.output<S>;
  } catch (error) {
    throw new UnexpectedAnswer(status, error);
  }
}
