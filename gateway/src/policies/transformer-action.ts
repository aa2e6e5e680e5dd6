import * as z from "zod";
import { templateValue } from "../templates/template.ts";

const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** They belong to one connection, or are counted here. */
const ofTheConnection = new Set([
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
/** What a service believes of us must come from where it is proved. */
const ofTheGateway = new Set([
  "x-siren-identity",
  "eg-consumer-id",
  "x-request-id",
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
]);

function nameFault(side: "request" | "response", name: string): string | undefined {
  const lower = name.toLowerCase();
  if (!headerName.test(name)) return "is the name of no header";
  if (ofTheConnection.has(lower)) return "belongs to one connection only, and is set by the gateway itself";
  if (side === "response") return undefined;
  if (ofTheGateway.has(lower)) return "is said by the gateway itself, and by nobody else";
  return lower === "host"
    ? "is the service's own address; for the browser's say changeOrigin: false in proxy"
    : undefined;
}

const addsOrRemoves = ({ add, remove }: { add?: unknown; remove?: unknown }) =>
  add !== undefined || remove !== undefined;
const sayWhich = "say what is added or removed";

export const headerPart = (side: "request" | "response") =>
  z
    .strictObject({
      add: z.record(z.string(), z.union([templateValue, z.number()])).optional(),
      remove: z.array(z.string()).optional(),
    })
    .refine(addsOrRemoves, sayWhich)
    .superRefine(({ add = {}, remove = [] }, context) => {
      for (const name of [...Object.keys(add), ...remove]) {
        const fault = nameFault(side, name);
        if (fault !== undefined) context.addIssue({ code: "custom", message: `${name} ${fault}` });
      }
    });

/** A member of that name would not be one of the object's own. */
const isOwn = (said: { add?: object | undefined; remove?: readonly string[] | undefined }) =>
  ![...Object.keys(said.add ?? {}), ...(said.remove ?? [])].includes("__proto__");

/** In quotes it is a text for YAML; express-gateway ran what stood in them. */
const bodyValue = templateValue.superRefine((text, context) => {
  if (/^(?:-?\d+(?:\.\d+)?|true|false|null)$/.test(text.trim()))
    context.addIssue({
      code: "custom",
      message: `express-gateway took this for ${text}, no text: write it without quotes, or {|${text}} for the text`,
    });
});

export const bodyPart = z
  .strictObject({
    add: z.record(z.string(), z.union([bodyValue, z.number(), z.boolean()])).optional(),
    remove: z.array(z.string()).optional(),
  })
  .refine(addsOrRemoves, sayWhich)
  .refine(isOwn, "__proto__ is no name for a member");
