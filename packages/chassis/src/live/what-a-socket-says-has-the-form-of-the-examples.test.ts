import assert from "node:assert/strict";
import { test } from "node:test";
import { liveExamples } from "@siren/contracts/golden-live";
import { goodbye, hello, liveHead, resumeAnswer, tick } from "@siren/contracts/live";
import { customer } from "../../test/back-end-world.ts";
import { startLiveWorld } from "../../test/live-world.ts";
import { assertForm } from "../testing/as-agreed.ts";
import { until } from "../testing/until.ts";

const stream = `member:${customer}`;

test("greeting, answer, event, tick and farewell", async (t) => {
  const ticking = { name: "/board", ticks: true, streamsOf: () => [stream] };
  const world = await startLiveWorld(t, [ticking]);
  const page = world.open({ token: await world.token() }, {}, "/board");
  const { resumeRequest, ackRequest } = liveExamples;
  const refused = await page.ask("resume", resumeRequest);
  assertForm("refused", resumeAnswer, liveExamples.resumeAnswer, refused);
  assertForm("resumed", resumeAnswer, liveExamples.resumeAnswer, await page.resume(stream));
  assert.deepEqual(await page.ask("ack", ackRequest), { ok: true });
  assert.equal((await page.ask("auth.renew", { token: await world.token() })).ok, true);
  world.log.write(stream, "order.ready", {});
  const last = () => page.heard.find(({ name }) => name === "goodbye");
  const saidOf = (name: string) => () => page.heard.some((one) => one.name === name);
  await until("an event and a tick are heard", () => saidOf("order.ready")() && saidOf("tick")());
  page.socket.emit("resume", { ...resumeRequest, more: true });
  await until("it is over", () => last() !== undefined);
  const forms = {
    hello: [hello, liveExamples.hello],
    "order.ready": [liveHead, liveExamples.liveHead],
    tick: [tick, liveExamples.tick],
    goodbye: [goodbye, liveExamples.goodbye],
  } as const;
  for (const [name, [schema, example]] of Object.entries(forms)) {
    const { name: _name, ...payload } = page.heard.find((one) => one.name === name) ?? assert.fail(name);
    assertForm(name, schema, example, payload);
  }
});
