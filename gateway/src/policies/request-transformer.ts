import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod";
import { compileTemplate, inHeader } from "../templates/template.ts";
import { changesOf, type Exchange, type Policy } from "./exchange.ts";
import { fillFields, readJson, writeJson } from "./json-fields.ts";
import { definePolicy } from "./policy.ts";
import { bodyPart, headerPart } from "./transformer-action.ts";

export const requestTransformerAction = z
  .strictObject({ headers: headerPart("request").optional(), body: bodyPart.optional() })
  .refine(
    ({ headers, body }) => headers !== undefined || body !== undefined,
    "say what of headers or body changes",
  );

const takesBody = new Set(["POST", "PUT", "PATCH"]);
const jsonType = /^application\/(?:[\w.+-]+\+)?json\b/i;

/** Adds and removes headers, and members of a JSON object, before the service sees the request. */
export function createRequestTransformer(action: z.infer<typeof requestTransformerAction>): Policy {
  const headers = Object.entries(action.headers?.add ?? {}).map(
    ([name, text]) => [name.toLowerCase(), compileTemplate(String(text))] as const,
  );
  const removed = (action.headers?.remove ?? []).map((name) => name.toLowerCase());
  const fields = action.body && fillFields(action.body);

  function changeHeaders(exchange: Exchange): void {
    for (const [name, template] of headers) exchange.extraHeaders[name] = inHeader(template.fill(exchange));
    if (removed.length === 0) return;
    const { without } = changesOf(exchange);
    for (const name of removed) {
      without.add(name);
      delete exchange.extraHeaders[name];
    }
  }

  function changeBody(exchange: Exchange, change: NonNullable<typeof fields>): void {
    const { method, headers: given } = exchange.req;
    const hasBody = given["transfer-encoding"] !== undefined || Number(given["content-length"] ?? 0) > 0;
    if (!hasBody && !(takesBody.has(method) && action.body?.add !== undefined)) return;
    if (hasBody && !jsonType.test(given["content-type"] ?? "")) throw new Refusal("UNSUPPORTED_MEDIA_TYPE");
    if (hasBody && given["content-encoding"] !== undefined && given["content-encoding"] !== "identity")
      throw new Refusal("UNSUPPORTED_MEDIA_TYPE", "A compressed body cannot be changed on its way");
    if (!hasBody) exchange.extraHeaders["content-type"] = "application/json";
    changesOf(exchange).bodies.push((body) => {
      const read = body === undefined ? {} : readJson(body);
      if (read === undefined) throw new Refusal("BAD_REQUEST", "The body is not valid JSON");
      if (typeof read !== "object" || read === null || Array.isArray(read))
        throw new Refusal("BAD_REQUEST", "The body has to be a JSON object");
      return writeJson(change(read as Record<string, unknown>, exchange));
    });
  }

  return (exchange, next) => {
    changeHeaders(exchange);
    if (fields) changeBody(exchange, fields);
    return next();
  };
}

export const requestTransformer = definePolicy({
  name: "request-transformer",
  action: requestTransformerAction,
  create: createRequestTransformer,
});
