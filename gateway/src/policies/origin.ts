import * as z from "zod";
import { definePolicy } from "./policy.ts";

/** What carries an Origin must carry ours, or one that was allowed. */
export const origin = definePolicy({
  name: "origin",
  action: z.strictObject({}).default({}),
  create:
    (_action, { checkOrigin }) =>
    (exchange, next) => {
      if (!exchange.isOriginNamed) checkOrigin(exchange.req);
      return next();
    },
});
