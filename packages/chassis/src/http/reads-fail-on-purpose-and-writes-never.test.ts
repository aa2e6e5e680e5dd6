import assert from "node:assert/strict";
import { test } from "node:test";
import { startWorld } from "../../test/back-end-world.ts";
import { ConfigFault } from "../config.ts";
import { parseFaultyReads } from "./faulty-reads-setting.ts";
import { route } from "./routes.ts";

const answering = async () => ({ status: 200, body: {} });
const routes = [
  route({ method: "GET", path: "/cups", access: "anyone", handle: answering }),
  route({ method: "GET", path: "/internal/feed", access: "anyone", handle: answering }),
  route({ method: "POST", path: "/cups", access: "anyone", handle: answering }),
];
const inSeconds = (s: number) => new Date(Date.now() + s * 1_000).toISOString().replace(/\.\d+/, "");

test("so many of each so many reads are answered 500, and say that it is on purpose", async (t) => {
  const world = await startWorld(t, { routes, config: { faultyReads: parseFaultyReads("2/5") } });
  const answers = [];
  for (let i = 0; i < 10; i++) answers.push(await fetch(`${world.url}/cups`));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [500, 500, 200, 200, 200, 500, 500, 200, 200, 200],
  );
  const [first] = answers;
  const { code, detail } = (await first?.json()) as Record<string, unknown>;
  assert.deepEqual([code, detail], ["INTERNAL", "On purpose: FAULTY_READS is set here"]);
  assert.match(first?.headers.get("x-request-id") ?? "", /^\w+$/);
});

test("no write fails, nor what others know a process by, however often", async (t) => {
  const world = await startWorld(t, { routes, config: { faultyReads: parseFaultyReads("1/1") } });
  for (const [method, path] of [
    ["POST", "/cups"],
    ["GET", "/internal/feed"],
    ["GET", "/healthz"],
    ["GET", "/readyz"],
  ]) {
    const { status } = await fetch(`${world.url}${path}`, { method });
    assert.equal(status, 200, `${method} ${path}`);
  }
  assert.equal((await fetch(`${world.url}/cups`)).status, 500);
});

test("whoever looks at it is told, until it is over by itself", async (t) => {
  const until = inSeconds(1_000);
  const world = await startWorld(t, {
    routes,
    config: { faultyReads: parseFaultyReads(`1/1@${until}`), isProduction: true },
  });
  const told = async () => {
    const health = (await (await fetch(`${world.url}/healthz`)).json()) as { fault?: string };
    const metrics = await (await fetch(`${world.managementUrl}/metrics`)).text();
    const [, gauge] = /^siren_reads_fail_on_purpose (\d)$/m.exec(metrics) ?? [];
    return [health.fault, gauge, (await fetch(`${world.url}/cups`)).status];
  };
  const words = `1 of 1 reads fail on purpose until ${until.replace("Z", ".000Z")}`;
  assert.deepEqual(await told(), [words, "1", 500]);
  assert.ok(world.lines.some(({ event }) => event === "reads.fail-on-purpose"));
  world.pass(1_000_000);
  assert.deepEqual(await told(), [undefined, "0", 200]);
});

test("production starts with one that ends within the hour or has ended, and with no other", async (t) => {
  const started = (given: string) =>
    startWorld(t, { config: { faultyReads: parseFaultyReads(given), isProduction: true } });
  await assert.rejects(started("2/10"), ConfigFault);
  await assert.rejects(started(`2/10@${inSeconds(3_700)}`), ConfigFault);
  await started("2/10@2026-11-01T00:00Z");
});

test("what cannot be read is refused", () => {
  for (const given of ["", "2", "0/5", "3/2", "2/10@tomorrow", "2/10@2026-13-01T00:00Z", "2/1000"])
    assert.throws(() => parseFaultyReads(given), /must be like 2\/10/, given);
});
