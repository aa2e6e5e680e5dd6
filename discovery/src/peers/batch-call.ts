import type { Task } from "./task.ts";

export const REGISTRY_HEADER = "X-Siren-Registry";

export type ItemAnswer = { readonly statusCode: number; readonly entity: unknown };

export type BatchAnswer =
  | { readonly kind: "answered"; readonly items: readonly ItemAnswer[] }
  /** To be tried again: after a second when it is overloaded, sooner when the connection failed. */
  | { readonly kind: "busy" | "unreachable"; readonly reason: string }
  /** It does not want this, now or later. */
  | { readonly kind: "refused"; readonly reason: string }
  /** The address leads to this very process. */
  | { readonly kind: "self" };

export type BatchCall = (peerUrl: string, tasks: readonly Task[]) => Promise<BatchAnswer>;

/** Short beside a lease of 15 s: a connection that a cut has swallowed is given up in time. */
const ANSWER_WITHIN_MS = 2_500;

/** A peer's address without what is secret in it, and that as a header. */
export function addressed(peerUrl: string, credentials: string | undefined) {
  const url = new URL(peerUrl);
  const own =
    url.username === "" ? undefined : [url.username, url.password].map(decodeURIComponent).join(":");
  url.username = url.password = "";
  const shown = own ?? credentials;
  const headers: Record<string, string> =
    shown === undefined ? {} : { Authorization: `Basic ${Buffer.from(shown).toString("base64")}` };
  return { url, headers };
}

/** `nonce` is new with each process: whoever answers with it is ourselves. */
export function batchCall(options: { nonce: string; credentials: string | undefined }): BatchCall {
  return async (peerUrl, tasks) => {
    try {
      const { url, headers } = addressed(peerUrl, options.credentials);
      const response = await fetch(new URL("peerreplication/batch/", url), {
        method: "POST",
        headers: {
          ...headers,
          "Content-Type": "application/json",
          Accept: "application/json",
          "DiscoveryIdentity-Name": "DefaultServer",
          "DiscoveryIdentity-Version": "1.0",
          [REGISTRY_HEADER]: options.nonce,
        },
        body: JSON.stringify({ replicationList: tasks.map(({ item }) => item) }),
        redirect: "error",
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      const text = await response.text();
      if (response.headers.get(REGISTRY_HEADER) === options.nonce) return { kind: "self" };
      if (response.status === 503) return { kind: "busy", reason: "it answered 503" };
      if (!response.ok) return { kind: "refused", reason: `it answered ${response.status}` };
      return { kind: "answered", items: itemsOf(text, tasks.length) };
    } catch (fault) {
      const isLate = fault instanceof Error && fault.name === "TimeoutError";
      return { kind: isLate ? "busy" : "unreachable", reason: reasonOf(fault) };
    }
  };
}

/** fetch says "fetch failed" and puts what happened into the cause. */
function reasonOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const { cause } = fault;
  return cause instanceof Error ? cause.message : fault.message;
}

/** A list of another length says nothing about any one item. */
function itemsOf(text: string, count: number): ItemAnswer[] {
  try {
    const body = JSON.parse(text) as { responseList?: unknown };
    const list = Array.isArray(body.responseList) ? (body.responseList as unknown[]) : [];
    if (list.length !== count) return [];
    return list.map((item) => {
      const { statusCode, responseEntity } = Object(item) as Record<string, unknown>;
      return { statusCode: Number(statusCode), entity: responseEntity };
    });
  } catch {
    return [];
  }
}
