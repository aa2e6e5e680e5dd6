import * as z from "zod";
import { defineCondition } from "./condition.ts";

const settings = z.strictObject({});

/** By any policy that stands before it in the pipeline: identity, jwt, key-auth, basic-auth. */
export const authenticated = defineCondition({
  name: "authenticated",
  settings,
  create: () => (exchange) => exchange.isKnown,
});

export const anonymous = defineCondition({
  name: "anonymous",
  settings,
  create: () => (exchange) => !exchange.isKnown,
});
