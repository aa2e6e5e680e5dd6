import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { customer, type Menu, manager, openMenu, ops, tinyPng } from "../src/testing/open-menu.ts";

let door: Menu;
before(async () => {
  door = await openMenu({ SEED: "demo" });
});
after(() => door.close());

const bytesOf = (...parts: (string | number[])[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === "string" ? [...Buffer.from(part, "latin1")] : part)),
  );
const zeros = (length: number) => Array.from({ length }, () => 0);
const jpeg = bytesOf([0xff, 0xd8, 0xff, 0xe0], zeros(60));
const webp = bytesOf("RIFF", [56, 0, 0, 0], "WEBPVP8 ", zeros(48));
const svg = bytesOf('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');

test("PNG, JPEG and WebP are kept and shown as what they are, for long, and never guessed at", async () => {
  for (const [name, bytes, type] of [
    ["a-png", tinyPng(), "image/png"],
    ["a-jpeg", jpeg, "image/jpeg"],
    ["a-webp", webp, "image/webp"],
  ] as const) {
    // Whatever it is called: the bytes decide.
    const put = await door.sendPicture(name, bytes, { type: "application/octet-stream" });
    assert.deepEqual([put.status, put.body], [200, { pictureId: name, type, size: bytes.length }]);
    const shown = await fetch(`${door.url()}/pictures/${name}`);
    assert.deepEqual(new Uint8Array(await shown.arrayBuffer()), bytes);
    assert.equal(shown.headers.get("content-type"), type);
    assert.equal(shown.headers.get("x-content-type-options"), "nosniff");
    assert.match(shown.headers.get("cache-control") ?? "", /max-age=31536000, immutable/);
    assert.match(shown.headers.get("content-security-policy") ?? "", /default-src 'none'/);
    const etag = shown.headers.get("etag") ?? "";
    const again = await door.ask("GET", `/pictures/${name}`, { headers: { "if-none-match": etag } });
    assert.deepEqual([again.status, again.body], [304, ""]);
    const head = await door.ask("HEAD", `/pictures/${name}`);
    assert.deepEqual([head.status, head.headers.get("content-length")], [200, String(bytes.length)]);
  }
});

test("what is no picture of these kinds, and above all an SVG, is not kept", async () => {
  const put = async (bytes: Uint8Array<ArrayBuffer>, type?: string) =>
    codeOf(await door.sendPicture("no-picture", bytes, type ? { type } : {}));
  assert.equal(await put(svg), "PICTURE_INVALID");
  assert.equal(await put(bytesOf(zeros(100))), "PICTURE_INVALID");
  assert.equal(await put(bytesOf()), "PICTURE_INVALID");
  assert.equal(await put(tinyPng().slice(0, 20)), "PICTURE_INVALID");
  assert.equal(await put(bytesOf("GIF89a", zeros(60))), "PICTURE_INVALID");
  assert.equal(await put(bytesOf("RIFF", [9, 0, 0, 0], "WEBPVP8 ", zeros(48))), "PICTURE_INVALID");
  assert.equal(await put(bytesOf("\x89PNG\r\n\x1a\n", zeros(8), "<html>", zeros(40))), "PICTURE_INVALID");
  assert.equal(await put(svg, "image/svg+xml"), "UNSUPPORTED_MEDIA_TYPE");
  assert.equal(await put(tinyPng(), "text/html"), "UNSUPPORTED_MEDIA_TYPE");
  const json = { body: { url: "http://127.0.0.1:1/admin" } };
  assert.equal(codeOf(await door.write("PUT", "/pictures/no-picture", json.body)), "UNSUPPORTED_MEDIA_TYPE");
  assert.equal(codeOf(await door.ask("GET", "/pictures/no-picture")), "NOT_FOUND");
  assert.equal(codeOf(await door.ask("GET", "/pictures/No.png")), "BAD_REQUEST");
});

test("512 kB are taken, and not a byte more", async () => {
  const whole = new Uint8Array(512 * 1024);
  whole.set(tinyPng());
  assert.equal((await door.sendPicture("large", whole)).status, 200);
  const more = new Uint8Array(512 * 1024 + 1);
  more.set(tinyPng());
  assert.equal(codeOf(await door.sendPicture("larger", more)), "PAYLOAD_TOO_LARGE");
});

test("a name stands for one picture; only staff bring one, and only ops take one away that nobody shows", async () => {
  assert.equal((await door.sendPicture("latte-art", tinyPng(1))).status, 200);
  assert.equal((await door.sendPicture("latte-art", tinyPng(1))).status, 200);
  assert.equal(codeOf(await door.sendPicture("latte-art", tinyPng(2))), "VERSION_CONFLICT");
  assert.equal(codeOf(await door.sendPicture("theirs", tinyPng(), { as: customer })), "FORBIDDEN");
  const path = "/pictures/latte-art";
  assert.equal(codeOf(await door.write("DELETE", path, undefined, { as: manager })), "FORBIDDEN");
  const { menuVersion, categories, items } = (await door.ask("GET", "/stores/seongsu/menu")).body;
  const showing = items.map((item: object) => ({ ...item, pictureId: "latte-art" }));
  const draft = { expectedVersion: menuVersion, categories, items: showing };
  assert.equal((await door.write("POST", "/stores/seongsu/publish", draft)).status, 200);
  assert.equal(codeOf(await door.write("DELETE", path, undefined, { as: ops })), "ILLEGAL_TRANSITION");
  await door.write("POST", "/stores/seongsu/publish", { ...draft, expectedVersion: menuVersion + 1, items });
  assert.equal((await door.write("DELETE", path, undefined, { as: ops })).status, 200);
  assert.equal(codeOf(await door.ask("GET", path)), "NOT_FOUND");
});
