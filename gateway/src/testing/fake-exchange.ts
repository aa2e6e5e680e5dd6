import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { anonymous } from "@siren/chassis/identity/caller";
import type { Request, Response } from "express";
import { createWhence } from "../edge/whence.ts";
import type { Answer, Exchange, Policy } from "../policies/exchange.ts";
import { safePathOf } from "../routing/safe-path.ts";

export type Asked = {
  method?: string;
  url?: string;
  headers?: Record<string, string>;
  route?: Partial<Exchange["route"]>;
  claims?: Record<string, unknown>;
};

/** As much of a response as policies use. */
function fakeResponse() {
  const headers = new Map<string, string>();
  const res = {
    ...{ statusCode: 200, body: undefined as string | undefined, isEnded: false, locals: {} },
    getHeader: (name: string) => headers.get(name.toLowerCase()),
    setHeader(name: string, value: string) {
      headers.set(name.toLowerCase(), String(value));
      return res;
    },
    appendHeader(name: string, value: string) {
      const before = headers.get(name.toLowerCase());
      return res.setHeader(name, before === undefined ? value : `${before}, ${value}`);
    },
    type: (name: string) => res.setHeader("content-type", name),
    status(code: number) {
      res.statusCode = code;
      return res;
    },
    send: (text: string) => res.end(text),
    end(text?: string) {
      res.isEnded = true;
      res.body = text;
      return res;
    },
    told: () => Object.fromEntries(headers),
  };
  return res;
}

/** One request that comes to a policy alone, and what became of it. */
export function fakeExchange({ method = "GET", url = "/", headers = {}, route, claims }: Asked = {}) {
  const socket = new Socket();
  Object.defineProperty(socket, "remoteAddress", { value: "192.0.2.7" });
  const req = new IncomingMessage(socket) as Request;
  Object.assign(req, { method, url, originalUrl: url });
  for (const [name, value] of Object.entries(headers)) {
    req.headers[name.toLowerCase()] = value;
    req.rawHeaders.push(name, value);
  }
  const res = fakeResponse();
  const path = safePathOf(url);
  const exchange = {
    ...{ req, path, res: res as unknown as Response, body: "unread" as const, viaName: "siren" },
    from: createWhence(undefined)(req),
    // No policy that is tried alone asks for more of it.
    backEnd: undefined as unknown as Exchange["backEnd"],
    route: { name: "shop", service: "menu", rest: path.segments, ...route } as Exchange["route"],
    ...{
      caller: anonymous,
      foreign: undefined,
      claims,
      isKnown: false,
      hasScopes: false,
      isOriginNamed: false,
    },
    ...{ found: undefined, isRewritten: false, extraHeaders: {} },
    ...{ changes: undefined, reshapes: [] },
  } as Exchange;
  let passed = 0;
  return {
    exchange,
    res,
    passed: () => passed,
    through: (policy: Policy) =>
      policy(exchange, () => {
        passed += 1;
        return Promise.resolve();
      }),
    async answered(answer: Answer): Promise<Answer> {
      let shaped = answer;
      for (const reshape of exchange.reshapes) shaped = await reshape(shaped);
      return shaped;
    },
  };
}
