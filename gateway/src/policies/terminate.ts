import * as z from "zod";
import type { Policy } from "./exchange.ts";
import { definePolicy } from "./policy.ts";

export const terminateAction = z.strictObject({
  statusCode: z.number().int().min(200).max(599).default(400),
  /** Sent as it stands: nothing of the request may get into it. */
  message: z.string().default("Terminated"),
});

/** Ends here, with a fixed answer. */
export const createTerminate =
  ({ statusCode, message }: z.infer<typeof terminateAction>): Policy =>
  ({ res }) => {
    res.statusCode = statusCode;
    res.setHeader("cache-control", "no-store");
    const hasBody = statusCode !== 204 && statusCode !== 304;
    if (hasBody) res.setHeader("content-type", "text/html; charset=utf-8");
    res.end(hasBody ? message : undefined);
    return Promise.resolve();
  };

export const terminate = definePolicy({
  name: "terminate",
  action: terminateAction.prefault({}),
  create: createTerminate,
});
