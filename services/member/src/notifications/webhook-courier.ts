import { createHmac } from "node:crypto";
import { request as overHttp } from "node:http";
import { request as overHttps } from "node:https";
import { traceHeadersNow } from "@siren/chassis/messaging/trace-of";
import type { Courier, Outcome } from "./courier.ts";

/** The first signs as the one to go by; the others sign beside it while receivers change over. */
export type WebhookKey = { keyId: string; secret: Buffer };
export type WebhookSettings = { url: URL; keys: readonly WebhookKey[] };

/** What is wrong with this body will be wrong with it tomorrow. */
const neverTaken: ReadonlySet<number> = new Set([400, 410, 413, 415, 422]);

/**
 * Signed as Standard Webhooks has it: HMAC-SHA256 over `id.timestamp.body`, so that neither can be put to another.
 * A receiver refuses a timestamp that is more than five minutes from its own time, and an id that it has had.
 */
export function signatureHeaders(
  keys: readonly WebhookKey[],
  { id, body, atMs }: { id: string; body: string; atMs: number },
): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1_000));
  const signed = `${id}.${timestamp}.${body}`;
  const signatures = keys.map(
    ({ secret }) => `v1,${createHmac("sha256", secret).update(signed).digest("base64")}`,
  );
  return {
    ...{ "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") },
    ...{ "webhook-key-id": keys.map(({ keyId }) => keyId).join(" "), "idempotency-key": id },
  };
}

/** Posts to the operator's one address. Of the answer only the status is looked at, and no redirect is followed. */
export function createWebhookCourier({ url, keys }: WebhookSettings, now: () => number): Courier {
  const ask = url.protocol === "https:" ? overHttps : overHttp;

  function post(body: string, headers: Record<string, string>, signal: AbortSignal): Promise<number> {
    return new Promise((resolve, reject) => {
      const request = ask(url, {
        ...{ method: "POST", agent: false, signal, headers },
        maxHeaderSize: 16 * 1024,
      });
      request.on("response", (response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      });
      request.on("error", reject);
      request.end(body);
    });
  }

  return {
    // Repeats are told by their id: an answer that is late is one that did not come.
    ...{ withinMs: 5_000, answerWithinMs: 0, atOnce: 8 },
    async send({ letterId, hook }, signal) {
      if (hook === null) return { kind: "refused", why: "no message" };
      const body = JSON.stringify(hook);
      const headers = {
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(body)),
        "user-agent": "siren-member",
        // The operator's own, who may go on with it.
        ...traceHeadersNow(),
        ...signatureHeaders(keys, { id: letterId, body, atMs: now() }),
      };
      try {
        return outcomeOfStatus(await post(body, headers, signal));
      } catch (error) {
        const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
        return { kind: "down", why: signal.aborted ? "no answer in time" : code };
      }
    },
  };
}

function outcomeOfStatus(status: number): Outcome {
  const why = `status ${status}`;
  if (status >= 200 && status < 300) return { kind: "sent" };
  if (neverTaken.has(status)) return { kind: "refused", why };
  if (status === 409 || status === 425 || status === 429 || status === 500) return { kind: "failed", why };
  // A wrong key, an address that is none, a redirect, a gateway with nobody behind it: so it is for all.
  return { kind: "down", why };
}
