import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestStack } from "./stack.ts";

type Part = Record<string, unknown>;
const encoded = (part: Part) => Buffer.from(JSON.stringify(part)).toString("base64url");
const decoded = (part = ""): Part => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));

function signed(head: Part, claims: Part, key: KeyObject): string {
  const text = `${encoded(head)}.${encoded(claims)}`;
  return `${text}.${sign(null, Buffer.from(text), key).toString("base64url")}`;
}

/** From a good token all those that must not count, by what is wrong with them. */
export function forgedFrom(stack: TestStack, token: string): Record<string, string> {
  const [head, claims] = token.split(".").map((part, i) => (i < 2 ? decoded(part) : {}));
  if (!head || !claims) throw new Error("that is no token");
  const secrets = join(stack.dataDir, "secrets");
  const keyIn = (file: string) =>
    createPrivateKey({ key: JSON.parse(readFileSync(join(secrets, file), "utf8")), format: "jwk" });
  const own = keyIn("token-key.jwk.json");
  const nowS = Math.floor(Date.now() / 1000);
  const everything = { ...claims, roles: ["customer", "barista", "manager", "ops"], stores: ["seongsu"] };
  return {
    "that has run out": signed(head, { ...claims, iat: nowS - 3_600, exp: nowS - 1_800 }, own),
    "of another process's key": signed(head, claims, keyIn("identity-order.jwk.json")),
    "of a key that nobody knows": signed(
      { ...head, kid: "mine" },
      everything,
      generateKeyPairSync("ed25519").privateKey,
    ),
    "with more roles than were signed": `${token.split(".")[0]}.${encoded(everything)}.${token.split(".")[2]}`,
    "that nobody signed": `${encoded({ alg: "none" })}.${encoded(everything)}.`,
    "that is a pass": signed(head, { ...claims, use: "outage" }, own),
  };
}
