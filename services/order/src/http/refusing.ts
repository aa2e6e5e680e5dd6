import type { Route } from "@siren/chassis/http/routes";
import { Refusal } from "@siren/chassis/refusal";
import { Refused } from "../domain/refused.ts";

/** The domain's refusals in the form in which the server answers them. */
export function refusing(routes: readonly Route[]): Route[] {
  return routes.map((route) => ({
    ...route,
    async handle(c) {
      try {
        return await route.handle(c);
      } catch (error) {
        if (error instanceof Refused)
          throw new Refusal(error.code, error.detail, error.extra, { cause: error });
        throw error;
      }
    },
  }));
}
