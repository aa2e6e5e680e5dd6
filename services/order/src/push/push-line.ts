import { lookup } from "node:dns/promises";
import type { IncomingMessage, RequestOptions } from "node:http";
import { isIP } from "node:net";
import { eitherSignal } from "@siren/chassis/either-signal";
import { pushAddress } from "../domain/push-service.ts";
import type { PushAnswer, PushLine, PushMessage } from "../use-cases/push-ports.ts";
import { encrypt, newEphemeral } from "./encrypt.ts";
import { isPublicAddress } from "./public-address.ts";
import type { Vapid } from "./vapid.ts";

export type PushLineParts = {
  vapid: Pick<Vapid, "authorizationFor">;
  random: (size: number) => Buffer;
  now: () => number;
  /** Where http, another port and a private address are taken: a push service that a test plays. */
  testOrigin?: string | undefined;
  resolve?: Resolve;
  timeoutMs?: number;
  /** Whose certificates are believed beside the world's own; for tests. */
  authority?: string;
};

const gone: ReadonlySet<number> = new Set([404, 410]);
const longestRetryAfterMs = 10 * 60_000;
const answerHeaderBytes = 8_192;
/** A host with more than these is not asked at all of them. */
const mostAddresses = 3;

type Resolve = (host: string) => Promise<string[]>;

async function systemResolve(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true });
  // Where there is no way to version 6 at all, half of a deadline would go into finding out.
  return found.sort((a, b) => a.family - b.family).map(({ address }) => address);
}

/**
 * Those who ask for a name while it is looked up share the answer. The system holds one of the process's few threads
 * until it gives up, however early whoever asked has left; with a dead name server this is one for each name.
 */
export function createSharedResolve(resolve: Resolve = systemResolve): Resolve {
  const underWay = new Map<string, Promise<string[]>>();
  return (host) => {
    const known = underWay.get(host);
    if (known) return known;
    const asked = resolve(host).finally(() => underWay.delete(host));
    underWay.set(host, asked);
    return asked;
  };
}

class NotPublic extends Error {}
class NotConnected extends Error {}

/**
 * One message to one browser's push service, once. The name is resolved here, every address of it has to be public,
 * and the connection goes to the very address that was looked at; nothing is followed, and of the answer the status
 * is all that is read.
 */
export function createPushLine(parts: PushLineParts): PushLine {
  const { vapid, random, now, testOrigin, resolve = systemResolve, timeoutMs = 10_000 } = parts;

  async function addressesOf({ hostname, origin }: URL, deadline: AbortSignal): Promise<string[]> {
    const bare = hostname.replace(/^\[|\]$/g, "");
    const found = isIP(bare) ? [bare] : await before(deadline, resolve(bare));
    if (origin !== testOrigin && !found.every(isPublicAddress))
      throw new NotPublic(`${hostname} leads to an address that is not public`);
    return found.slice(0, mostAddresses);
  }

  async function post(url: URL, message: PushMessage, signal: AbortSignal): Promise<PushAnswer> {
    const body = encrypt(Buffer.from(JSON.stringify(message.notice)), message.to, newEphemeral(random));
    const headers = {
      Host: url.host,
      Authorization: vapid.authorizationFor(url.origin),
      "Content-Encoding": "aes128gcm",
      "Content-Type": "application/octet-stream",
      "Content-Length": body.length,
      TTL: message.ttlS,
      Urgency: "high",
      Topic: message.topic,
    };
    let failure: unknown = new NotConnected(`${url.hostname} has no address`);
    for (const host of await addressesOf(url, signal)) {
      try {
        const options = { host, headers, body, signal, url };
        return readAnswer(await ask(options, parts.authority), now());
      } catch (error) {
        failure = error;
        // Whoever was spoken to may have taken it: only an address that nobody spoke at is passed over.
        if (!(error instanceof NotConnected) || signal.aborted) break;
      }
    }
    throw failure;
  }

  return {
    async send(message, interrupted) {
      const url = pushAddress(message.to.endpoint, testOrigin);
      if (!url) return { kind: "refused", why: "not a push service any more" };
      const deadline = AbortSignal.timeout(timeoutMs);
      try {
        return await post(url, message, eitherSignal(deadline, interrupted));
      } catch (error) {
        if (interrupted.aborted) return { kind: "interrupted" };
        const why = deadline.aborted ? `no answer within ${timeoutMs} ms` : messageOf(error);
        return { kind: "later", why, isDown: true };
      }
    },
  };
}

type Asked = {
  host: string;
  headers: RequestOptions["headers"];
  body: Buffer;
  signal: AbortSignal;
  url: URL;
};

/** To the address itself; the certificate is still asked for under the name. */
async function ask({ host, body, url, ...rest }: Asked, authority?: string): Promise<IncomingMessage> {
  const isTls = url.protocol === "https:";
  // Loaded with the first message: most processes never send one.
  const { request } = isTls ? await import("node:https") : await import("node:http");
  return new Promise((resolve, reject) => {
    const asked = request({
      ...{ ...rest, host, method: "POST", path: `${url.pathname}${url.search}`, agent: false },
      port: url.port === "" ? undefined : Number(url.port),
      maxHeaderSize: answerHeaderBytes,
      ...(isTls && isIP(url.hostname) === 0 && { servername: url.hostname }),
      ...(isTls && authority !== undefined && { ca: authority }),
    });
    let isSpokenTo = false;
    asked.on("socket", (socket) =>
      socket.once(isTls ? "secureConnect" : "connect", () => {
        isSpokenTo = true;
      }),
    );
    asked.on("error", (error) =>
      reject(isSpokenTo ? error : new NotConnected(error.message, { cause: error })),
    );
    asked.on("response", (answer) => {
      // Whatever it goes on to say is not listened to.
      answer.on("error", () => {});
      answer.destroy();
      resolve(answer);
    });
    asked.end(body);
  });
}

function readAnswer({ statusCode: status = 0, headers }: IncomingMessage, at: number): PushAnswer {
  if (status >= 200 && status < 300) return { kind: "taken" };
  if (gone.has(status)) return { kind: "gone" };
  if (status === 429 || status >= 500) {
    const afterMs = retryAfterMs(headers["retry-after"], at);
    return {
      ...{ kind: "later", why: `answered ${status}`, isDown: status !== 429 },
      ...(afterMs !== undefined && { afterMs }),
    };
  }
  return { kind: "refused", why: `answered ${status}` };
}

/** Seconds or a date; more than a moment's wait is cut short, for coffee gets cold. */
function retryAfterMs(told: string | undefined, at: number): number | undefined {
  if (told === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(told) ? Number(told) * 1_000 : Date.parse(told) - at;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), longestRetryAfterMs);
}

function before<T>(deadline: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(deadline.reason);
    if (deadline.aborted) return late();
    deadline.addEventListener("abort", late, { once: true });
    promise.then(resolve, reject).finally(() => deadline.removeEventListener("abort", late));
  });
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 200);
