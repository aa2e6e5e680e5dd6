import assert from "node:assert/strict";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { test } from "node:test";
import { setPageHeaders } from "../src/pages/page-headers.ts";

test("a page's policy names no other host, neither for requests nor for sockets", () => {
  const res = new ServerResponse(new IncomingMessage(new Socket()));
  setPageHeaders(res);
  const policy = String(res.getHeader("content-security-policy")).split("; ");
  assert.ok(policy.includes("connect-src 'self'"));
  assert.ok(policy.includes("object-src 'none'"));
  for (const one of policy) assert.match(one, /^[a-z]+-[a-z]+ ('self'|'none')( data:)?$/);
  assert.equal(res.getHeader("cross-origin-opener-policy"), "same-origin");
});
