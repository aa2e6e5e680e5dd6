import assert from "node:assert/strict";
import { test } from "node:test";
import * as z from "zod/mini";
import { startWorld } from "../../test/back-end-world.ts";
import { instanceAt, startBackend } from "../../test/balancing-world.ts";
import { assertProblem, sendRaw } from "../../test/problem-of.ts";
import { deadlineHeader, patienceLeftMs } from "../patience.ts";
import { until } from "../testing/until.ts";
import { route } from "./routes.ts";

test("what nobody waits for is not begun, and each hop gives on what is left of the caller's time", async (t) => {
  const begun: string[] = [];
  const heard: number[] = [];
  let leftLater: number | undefined = 1;
  const menu = await startBackend(t, "menu-a", ({ headers }, response) => {
    heard.push(Number(headers[deadlineHeader]));
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  const world = await startWorld(t, {
    prepare(backEnd) {
      const ask = () =>
        backEnd.client.call({ service: "menu", method: "GET", path: "/", timeoutMs: 5_000, retry: "never" });
      const body = z.looseObject({});
      backEnd.routes([
        route({
          method: "POST",
          path: "/cups",
          access: "anyone",
          body,
          handle: async () => {
            begun.push("cup");
            await ask();
            return { status: 201 };
          },
        }),
        route({
          method: "GET",
          path: "/later",
          access: "anyone",
          handle: async () => {
            setTimeout(async () => {
              leftLater = patienceLeftMs();
              await ask();
              begun.push("later");
            }, 120);
            return { status: 202 };
          },
        }),
      ]);
    },
  });
  world.registry.put([
    instanceAt("member-a", world.member.port, "member"),
    instanceAt("menu-a", menu.port, "menu"),
  ]);
  const headers = (ms: number | string) => ({
    "content-type": "application/json",
    [deadlineHeader]: String(ms),
  });
  const post = (ms: number | string) =>
    fetch(`${world.url}/cups`, { method: "POST", body: "{}", headers: headers(ms) });

  assert.equal((await post(20_000)).status, 201);
  assert.equal((await post(3_000)).status, 201);
  assert.equal((await post("soon")).status, 201, "what is no number is not heard");
  const [own, less, all] = heard;
  assert.ok(own !== undefined && own > 4_000 && own <= 5_000, "our own time, where it is shorter");
  assert.ok(less !== undefined && less > 500 && less <= 3_000, `the caller's, where that is: ${less}`);
  assert.ok(all !== undefined && all > 3_000);

  const late = await post(0);
  await assertProblem(late, "UPSTREAM_TIMEOUT");
  // Its body arrives after its time: nothing is begun for it.
  const slow = sendRaw(
    world.url,
    `POST /cups HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n${deadlineHeader}: 50\r\nConnection: close\r\n\r\n{`,
    { text: "}", afterMs: 150 },
  );
  assert.match(await slow, /^HTTP\/1\.1 504/);
  assert.equal(begun.length, 3);

  const answered = await fetch(`${world.url}/later`, { headers: headers(60) });
  assert.equal(answered.status, 202);
  await until("what goes on after the answer has its own time", () => begun.includes("later"));
  assert.equal(leftLater, undefined);
});
