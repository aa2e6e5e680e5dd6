import { type IncomingMessage, request } from "node:http";
import type { Instance } from "@siren/chassis/registry/port";
import { Refusal } from "@siren/contracts/refusal";

const mostBytes = 32 * 1024 * 1024;

export type Asking = {
  method?: "GET" | "PUT";
  path: string;
  body?: object;
  timeoutMs: number;
  signal?: AbortSignal;
};

/** Where its management listener is, by what it told the registry; undefined: it did not say. */
export function managementOf({ host, metadata }: Instance): { host: string; port: number } | undefined {
  const port = Number(metadata["management.port"]);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? { host, port } : undefined;
}

/** The answer as soon as its head is there. */
export function openManagement(instance: Instance, asking: Asking): Promise<IncomingMessage> {
  const at = managementOf(instance);
  if (!at)
    return Promise.reject(new Refusal("NOT_FOUND", "It does not say where its management listener is"));
  const { method = "GET", path, body, timeoutMs, signal } = asking;
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request({
      ...{ ...at, method, path, agent: false },
      ...(signal && { signal }),
      ...(text !== undefined && {
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(text) },
      }),
    });
    sent.setTimeout(timeoutMs, () => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    sent.once("error", reject);
    sent.once("response", resolve);
    sent.end(text);
  });
}

export async function askManagement(
  instance: Instance,
  asking: Asking,
): Promise<{ status: number; body: unknown }> {
  const answer = await openManagement(instance, asking);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > mostBytes) throw new Error(`more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return {
    status: answer.statusCode ?? 0,
    body: JSON.parse(Buffer.concat(chunks, length).toString() || "null"),
  };
}
