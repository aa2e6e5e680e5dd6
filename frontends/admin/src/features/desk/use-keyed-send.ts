import type { Call } from "@siren/web/api";
import { newKey } from "@siren/web/connections";
import { ApiProblem } from "@siren/web/failures";
import { useRef } from "react";
import type * as z from "zod/mini";
import { useServices } from "../../shared/services.ts";

const patienceMs = 20_000;

/**
 * A write with a key that it keeps until there is a final answer: tapped twice, or again after the connection was lost,
 * it takes effect once.
 */
export function useKeyedSend() {
  const { api } = useServices();
  const held = useRef(new Map<string, string>());
  return async <S extends z.ZodMiniType>(call: Omit<Call<S>, "key">): Promise<z.output<S>> => {
    const about = JSON.stringify([call.method, call.path, call.body]);
    const key = held.current.get(about) ?? newKey();
    held.current.set(about, key);
    try {
      const { body } = await api({ retryForMs: patienceMs, ...call, key });
      held.current.delete(about);
      return body;
    } catch (error) {
      if (error instanceof ApiProblem) held.current.delete(about);
      throw error;
    }
  };
}

export const isConflict = (error: unknown): boolean =>
  error instanceof ApiProblem && error.code === "VERSION_CONFLICT";
