import assert from "node:assert/strict";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import * as z from "zod/mini";
import { startWorld } from "../test/back-end-world.ts";
import { createLiveSettings } from "./live-settings.ts";
import { until } from "./testing/until.ts";

const schema = z.strictObject({ most: z.optional(z.int()), logLevel: z.optional(z.string()) });
const silent = { info: () => {}, warn: () => {} };

function follow(t: TestContext, from: string) {
  const applied: object[] = [];
  const settings = createLiveSettings({ from, schema, log: silent, now: () => 7, lookEveryMs: 20 });
  settings.applyBy((given) => {
    if (given.most === 13) throw new Error("nobody wants 13");
    applied.push(given);
  });
  settings.start();
  t.after(() => settings.stop());
  const standsAt = (version: string | null, refused: RegExp | null) =>
    until("it is taken or refused", () => {
      const { refused: why, version: now } = settings.standing();
      return (
        (version === null || now === version) && (refused ? refused.test(why ?? "") : why === null && now)
      );
    });
  return { settings, applied, standsAt };
}

test("a file is taken when it is written anew, and refused as a whole with what is wrong", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "live-settings-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "live.yml");
  const { settings, applied, standsAt } = follow(t, file);
  await standsAt(null, /ENOENT/);
  assert.deepEqual(settings.current(), {});
  const write = async (text: string) => {
    // As an editor and a mounted volume do it: all at once.
    await writeFile(`${file}.new`, text);
    await rename(`${file}.new`, file);
  };
  await write("most: 4\nlogLevel: debug # while we look\n");
  await standsAt(null, null);
  assert.deepEqual(settings.current(), { most: 4, logLevel: "debug" });
  assert.equal(settings.standing().appliedAt, 7);
  for (const [text, why] of [
    ["most: 5\nmuch: 1\n", /much/],
    ["most: five\n", /most/],
    ["most: [", /flow/i],
    ["- 1\n", /object is wanted/],
    ["a: &a 1\nmost: *a\n", /alias/i],
    ["most: 13\n", /nobody wants 13/],
    ["x".repeat(300_000), /longer/],
  ] as const) {
    await write(text);
    await standsAt(null, why);
    assert.deepEqual(settings.current(), { most: 4, logLevel: "debug" }, text.slice(0, 20));
  }
  await write("{}");
  await until("mended", () => settings.standing().refused === null);
  assert.deepEqual(applied.at(-1), {});
});

test("a key of Consul's is heard of as soon as it changes, and an agent that fails costs nothing", async (t) => {
  let value: string | undefined;
  let index = 5;
  let isAway = false;
  const waiting = new Set<() => void>();
  const asked: (string | undefined)[] = [];
  const server = createServer(async (req, res) => {
    asked.push(req.headers["x-consul-token"] as string | undefined);
    const known = Number(new URL(req.url ?? "", "http://c").searchParams.get("index") ?? 0);
    if (known === index && !isAway) await new Promise<void>((resolve) => waiting.add(resolve));
    if (isAway) return void res.writeHead(500).end();
    res.writeHead(value === undefined ? 404 : 200, { "x-consul-index": String(index) });
    if (req.url?.startsWith("/v1/kv/siren/gateway") !== true || value === undefined) return void res.end();
    const Value = Buffer.from(value).toString("base64");
    res.end(JSON.stringify([{ Key: "siren/gateway", Value, ModifyIndex: index }]));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const change = (to: string | undefined) => {
    value = to;
    index++;
    for (const resolve of waiting) resolve();
    waiting.clear();
  };
  const { settings, standsAt } = follow(t, `consul:http://:secret%2F1@127.0.0.1:${port}/siren/gateway`);
  await standsAt(null, /there is nothing/);
  change('{"most": 3}');
  await standsAt("6", null);
  assert.deepEqual(settings.current(), { most: 3 });
  change('{"most": "three"}');
  await standsAt("6", /most/);
  isAway = true;
  change('{"most": 9}');
  await standsAt("6", /500/);
  assert.deepEqual(settings.current(), { most: 3 });
  isAway = false;
  await standsAt("8", null);
  assert.deepEqual(settings.current(), { most: 9 });
  assert.ok(asked.every((token) => token === "secret/1"));
  assert.equal(settings.standing().source, `consul:http://***@127.0.0.1:${port}/siren/gateway`);
});

test("every service takes its log level from it, and goes back to its own without", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "live-settings-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "live.yml");
  await writeFile(file, "logLevel: error\nlogLevels: { order: debug }\nlimits: { sockets: 5 }\n");
  const { backEnd } = await startWorld(t, { config: { liveSettings: file, logLevel: "warn" } });
  await until("its own word counts more", () => backEnd.log.level === "debug");
  await writeFile(file, "logLevel: error");
  await until("everybody's", () => backEnd.log.level === "error");
  await writeFile(file, "{}");
  await until("as it was started", () => backEnd.log.level === "warn");
});

test("a ConfigMap that is edited reaches the process that has it mounted", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "live-settings-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  // As a kubelet mounts it: names are links through one link, which is exchanged as a whole.
  let edits = 0;
  async function edit(data: Record<string, string>): Promise<void> {
    const version = `..version-${++edits}`;
    await mkdir(join(folder, version));
    for (const [name, text] of Object.entries(data)) await writeFile(join(folder, version, name), text);
    await symlink(version, join(folder, "..data.new"));
    await rename(join(folder, "..data.new"), join(folder, "..data"));
    for (const name of Object.keys(data))
      await symlink(join("..data", name), join(folder, name)).catch((error) => {
        if (error.code !== "EEXIST") throw error;
      });
  }
  await edit({ LOG_LEVEL: "warn", ORDER_LOG_LEVEL: "warn" });
  const { backEnd } = await startWorld(t, { config: { liveSettings: folder, logLevel: "info" } });
  const stands = (level: string, refused: RegExp | null) =>
    until(`it logs at ${level}`, () => {
      const { refused: why } = backEnd.settings.standing();
      return backEnd.log.level === level && (refused ? refused.test(why ?? "") : why === null);
    });
  await stands("warn", null);
  await edit({ LOG_LEVEL: "warn", ORDER_LOG_LEVEL: "debug" });
  await stands("debug", null);
  await edit({ LOG_LEVEL: "warn", ORDER_LOG_LEVEL: "loud" });
  await stands("debug", /logLevels.order/);
  await edit({ LOG_LEVEL: "warn", ORDER_LOG_LEVEL: "error", "live.yml": "limits: { sockets: 5 }" });
  await stands("error", null);
  assert.deepEqual(backEnd.settings.current(), {
    ...{ logLevel: "warn", logLevels: { order: "error" }, limits: { sockets: 5 } },
  });
  await edit({ LOG_LEVEL: "warn", ORDER_LOG_LEVEL: "error", "live.yml": "{}", ORDER_LOGLEVEL: "debug" });
  await stands("error", /ORDER_LOGLEVEL is no setting/);
});
