import type { ServiceName } from "@siren/contracts/roles";
import type { Caller } from "../../identity/caller.ts";
import type { Answer, ServiceDoor } from "../service-door.ts";

/** One request to an operation of a document, by the names that the document has. */
export type SurfaceRequest = {
  as?: Caller | ServiceName | undefined;
  params?: Record<string, string>;
  query?: Record<string, string>;
  key?: string | undefined;
  body?: unknown;
  /** In place of JSON. */
  bytes?: { type: string; data: Uint8Array<ArrayBuffer> };
  /** In place of the body, as it stands. */
  raw?: string;
  headers?: Record<string, string>;
};

export function pathOf(path: string, { params = {}, query = {} }: SurfaceRequest): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? "-"));
  const search = new URLSearchParams(query).toString();
  return search === "" ? filled : `${filled}?${search}`;
}

export async function send(
  door: Pick<ServiceDoor, "ask" | "signed" | "url">,
  operation: string,
  request: SurfaceRequest,
): Promise<Answer> {
  const [method = "", path = ""] = operation.split(" ");
  const { as, key, body, bytes, raw, headers } = request;
  const target = pathOf(path, request);
  if (!bytes)
    return door.ask(method, target, {
      ...(as && { as }),
      ...(key !== undefined && { key }),
      ...(body !== undefined && { body }),
      ...(raw !== undefined && { raw }),
      ...(headers && { headers }),
    });
  const response = await fetch(`${door.url()}${target}`, {
    method,
    body: bytes.data,
    headers: {
      ...(as && { "x-siren-identity": await door.signed(as) }),
      ...(key !== undefined && { "idempotency-key": key }),
      "content-type": bytes.type,
      ...headers,
    },
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
}
