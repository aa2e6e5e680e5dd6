import { createContext, useContext, useState } from "react";
import { NetworkFailure, ServerFailure } from "./failures.ts";
import type { Health } from "./health.ts";
import { observable } from "./observable.ts";
import { useObservable } from "./use-observable.ts";

export const HealthContext = createContext<Pick<Health, "troubles"> | null>(null);
const noTroubles: Health["troubles"] = observable({});

/** Whether what could not be reached answers again by now: what was said of that is nobody's concern any more. */
export function useIsOver(error: unknown): boolean {
  const troubles = useObservable(useContext(HealthContext)?.troubles ?? noTroubles);
  const of = error instanceof ServerFailure || error instanceof NetworkFailure ? error.of : undefined;
  const isDown = of !== undefined && troubles[of]?.kind === "down";
  // Only an end that was waited for: where others answered all the while, this one was not answered all the same.
  const [wasDown, setWasDown] = useState<unknown>(undefined);
  if (isDown && wasDown !== error) setWasDown(error);
  return of !== undefined && wasDown === error && !isDown;
}
