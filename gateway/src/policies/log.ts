import * as z from "zod";
import { compileTemplate, templateText } from "../templates/template.ts";
import type { Exchange, Policy } from "./exchange.ts";
import { definePolicy, type PolicyParts } from "./policy.ts";

const secretHeaders = /^header\.(?:authorization|proxy-authorization|cookie|x-siren-identity)$/i;

export const logAction = z.strictObject({
  message: templateText.superRefine((text, context) => {
    const secret = /\{\s*(header\.[^|}]*?)\s*[|}]/g;
    for (const [, name = ""] of text.matchAll(secret)) {
      if (secretHeaders.test(name))
        context.addIssue({ code: "custom", message: `{${name}} holds a secret, which no log may hold` });
    }
  }),
});

/** A key or a token in a query would outlive itself in the log. */
const secretInQuery = /([?&][^=&]*(?:key|token|secret|passw|auth|code|sig)[^=&]*=)[^&\s]*/gi;
const longest = 2_000;

/** One line of the operator's own for each request that comes by. */
export function createLogPolicy(
  { message }: z.infer<typeof logAction>,
  { backEnd }: Pick<PolicyParts, "backEnd">,
): Policy {
  const template = compileTemplate(message);
  return (exchange: Exchange, next) => {
    const line = template.fill(exchange).replace(secretInQuery, "$1***");
    backEnd.log.info("pipeline.log", { pipeline: exchange.route.name, message: line.slice(0, longest) });
    return next();
  };
}

export const log = definePolicy({ name: "log", action: logAction, create: createLogPolicy });
