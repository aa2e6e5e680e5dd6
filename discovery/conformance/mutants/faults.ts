import { type Fields, instancesOf, isFields } from "../wire-reader.ts";
import type { Fault, Replied, Sent } from "./faulty-proxy.ts";

export type Where = (request: Sent) => boolean;

/** `GET /apps` as a pattern over method and path; undefined is everywhere. */
const matches = (pattern: RegExp | undefined, { method, path }: Sent): boolean =>
  pattern === undefined || pattern.test(`${method} ${path}`);

export const answers = (pattern: RegExp, from: number, to: number): Fault => ({
  reply: (reply, request) => {
    if (matches(pattern, request) && reply.status === from) reply.status = to;
  },
});

const rewritten = (reply: Replied, change: (text: string) => string): void => {
  if (reply.headers["content-encoding"] !== "gzip") reply.body = Buffer.from(change(reply.body.toString()));
};

export const writes = (pattern: RegExp | undefined, from: string | RegExp, to: string): Fault => ({
  reply: (reply, request) => {
    if (matches(pattern, request)) rewritten(reply, (text) => text.replaceAll(from, to));
  },
});

export const says = (pattern: RegExp, status: number, body: string): Fault => ({
  reply: (reply, request) => {
    if (!matches(pattern, request) || reply.status !== status) return;
    reply.body = Buffer.from(body);
    reply.headers["content-type"] = "application/json";
  },
});

export const reads = (pattern: RegExp | undefined, from: string | RegExp, to: string): Fault => ({
  request: (request) => {
    if (matches(pattern, request)) request.body = Buffer.from(request.body.toString().replace(from, to));
  },
});

export const takes = (pattern: RegExp | undefined, change: (request: Sent) => void): Fault => ({
  request: (request) => {
    if (matches(pattern, request)) change(request);
  },
});

export const path = (pattern: RegExp, to: string): Fault => ({
  request: (request) => {
    request.path = request.path.replace(pattern, to);
  },
});

export const deaf = (header: string): Fault => takes(undefined, ({ headers }) => delete headers[header]);

/** Of each application and of each list of applications; JSON only. */
export const listsOtherwise = (pattern: RegExp, change: (instances: Fields[]) => Fields[]): Fault => ({
  reply: (reply, request) => {
    if (!matches(pattern, request) || !reply.headers["content-type"]?.includes("json")) return;
    rewritten(reply, (text) => {
      const document: unknown = JSON.parse(text);
      const walk = (value: unknown): void => {
        if (Array.isArray(value)) for (const item of value) walk(item);
        if (!isFields(value)) return;
        if (Array.isArray(value.instance)) value.instance = change(instancesOf(value.instance));
        else for (const child of Object.values(value)) walk(child);
      };
      walk(document);
      return JSON.stringify(document);
    });
  },
});
