import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { test } from "node:test";
import { inlinePartsOf } from "../src/pages/inline-parts.ts";
import { setPageHeaders } from "../src/pages/page-headers.ts";

function policyOf(page: string): string[] {
  const res = new ServerResponse(new IncomingMessage(new Socket()));
  setPageHeaders(res, inlinePartsOf(page));
  assert.equal(res.getHeader("cross-origin-opener-policy"), "same-origin");
  return String(res.getHeader("content-security-policy")).split("; ");
}

test("a page's policy names no other host, neither for requests nor for sockets", () => {
  const policy = policyOf("<!doctype html>");
  assert.ok(policy.includes("connect-src 'self'"));
  assert.ok(policy.includes("object-src 'none'"));
  for (const one of policy) assert.match(one, /^[a-z]+-[a-z]+ ('self'|'none')( data:)?$/);
});

test("of what could run inside a page only what was built into it does, to the letter", () => {
  const text = "\n  let a = 1 < 2;\n";
  const page = `<script>${text}</script><script type="module" src="/a.js"></script><p onclick="b()">`;
  const digest = createHash("sha256").update(text).digest("base64");
  const scripts = policyOf(page).find((one) => one.startsWith("script-src "));
  assert.equal(scripts, `script-src 'self' 'sha256-${digest}'`);
});

test("of styles inside a page only those that were built into it count", () => {
  const text = "\n  p { color: red }\n";
  const page = `<style>${text}</style><p style="display:none"><link rel="stylesheet" href="/a.css">`;
  const digest = createHash("sha256").update(text).digest("base64");
  const styles = policyOf(page).find((one) => one.startsWith("style-src "));
  assert.equal(styles, `style-src 'self' 'sha256-${digest}'`);
});
