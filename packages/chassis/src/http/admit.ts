import { idempotencyKey } from "@siren/contracts/ids";
import { Refusal } from "@siren/contracts/refusal";
import type * as z from "zod/mini";
import type { Caller } from "../identity/caller.ts";
import type { Access } from "./routes.ts";

/** Lets the caller in or says why not: 401 when signing in would help, 403 when it would not. */
export function admit(access: Access, caller: Caller): void {
  if (access === "anyone") return;
  if (caller.kind === "anonymous") throw new Refusal("UNAUTHENTICATED");
  if ("services" in access) {
    if (caller.kind === "service" && access.services.some((name) => name === caller.sub)) return;
  } else if (caller.roles.some((role) => access.roles.includes(role))) {
    if (caller.via !== "pass" || access.byPass) return;
    throw new Refusal("UNAUTHENTICATED", "This waits for a sign-in: the member service is away", {
      because: "outage-pass",
    });
  }
  throw new Refusal("FORBIDDEN");
}

export function requiredKey(header: string | string[] | undefined): string {
  if (header === undefined) throw new Refusal("KEY_REQUIRED");
  const key = idempotencyKey.safeParse(header);
  if (!key.success) throw new Refusal("BAD_REQUEST", "Idempotency-Key: 8 to 128 letters, digits or _ . : -");
  return key.data;
}

/** Says where a request is wrong, by path, and never repeats what was sent. */
export function parsed(schema: z.ZodMiniType | undefined, value: unknown, part: string): unknown {
  if (!schema) return value;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.slice(0, 5).map((issue) => {
    const where = [part, ...issue.path.map(String)].join(".");
    const unknownKeys =
      issue.code === "unrecognized_keys" ? ` (${issue.keys.slice(0, 5).join(", ").slice(0, 80)})` : "";
    return `${where}: ${issue.code}${unknownKeys}`;
  });
  throw new Refusal("BAD_REQUEST", faults.join("; "));
}
