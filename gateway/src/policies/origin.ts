import * as z from "zod";
import { beforeOthers } from "./exchange.ts";
import { definePolicy } from "./policy.ts";

/** What carries an Origin must carry ours, or one that was allowed. */
export const origin = definePolicy({
  name: "origin",
  action: z.strictObject({}).default({}),
  create: (_action, { checkOrigin }) =>
    beforeOthers(({ isOriginNamed, req }) => {
      if (!isOriginNamed) checkOrigin(req);
    }),
});
