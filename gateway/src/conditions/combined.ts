import * as z from "zod";
import { defineCondition } from "./condition.ts";

const settings = z.strictObject({});

export const allOf = defineCondition({
  name: "allOf",
  settings,
  inner: "conditions",
  create: (_settings, inner) => (exchange) => inner.every((one) => one(exchange)),
});

/** Really "any of", as in express-gateway: two that hold are no fewer than one. */
export const oneOf = defineCondition({
  name: "oneOf",
  settings,
  inner: "conditions",
  create: (_settings, inner) => (exchange) => inner.some((one) => one(exchange)),
});

export const not = defineCondition({
  name: "not",
  settings,
  inner: "condition",
  create:
    (_settings, [inner]) =>
    (exchange) =>
      !inner?.(exchange),
});
