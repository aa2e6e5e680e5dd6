import assert from "node:assert/strict";
import { test } from "node:test";
import { WebSocket } from "undici";
import { customer } from "../../test/back-end-world.ts";
import { startLiveWorld } from "../../test/live-world.ts";
import { until } from "../testing/until.ts";

const stream = `member:${customer}`;

/** What a page would send below socket.io's own client. `40/orders,` opens the namespace. */
async function rawSocket(
  url: string,
  token: string,
): Promise<{ ws: WebSocket; closed(): number | undefined }> {
  const ws = new WebSocket(`${url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
  let code: number | undefined;
  let isOpen = false;
  ws.addEventListener("close", (event) => {
    code = event.code;
  });
  ws.addEventListener("message", ({ data }) => {
    if (String(data).startsWith("0{")) ws.send(`40/orders,${JSON.stringify({ token })}`);
    if (String(data).startsWith("40/orders")) isOpen = true;
  });
  await until("the namespace is open", () => isOpen);
  return { ws, closed: () => code };
}

const frames = {
  "a packet that socket.io cannot read": "9nonsense",
  "an event that is not JSON": "42/orders,[broken",
  "an event named error": '42/orders,["error",{"message":"boom"}]',
  "an event of a reserved name": '42/orders,["disconnecting"]',
  "an event with no name": "42/orders,[]",
  "an event that nobody knows": '42/orders,["order.ready",{}]',
  "a resume of no form": '42/orders,["resume"]',
  "a resume of a wrong type": '42/orders,["resume",{"stream":7}]',
  "a resume with an unknown field": `42/orders,["resume",{"stream":"${stream}","since":1}]`,
  "a negative place": `42/orders,["resume",{"stream":"${stream}","after":-1}]`,
  "a frame that is no packet of engine.io": "zzz",
  "more than 16 kB": `42/orders,["resume","${"x".repeat(17 * 1024)}"]`,
};

for (const [what, frame] of Object.entries(frames)) {
  test(`${what} ends the socket that sent it, and no other`, async (t) => {
    const world = await startLiveWorld(t);
    const token = await world.token();
    const bystander = world.open({ token });
    await bystander.resume(stream);
    const { ws, closed } = await rawSocket(world.url, token);
    ws.send(frame);
    await until("the socket is closed", () => closed() !== undefined);
    world.log.write(stream);
    await until("the bystander hears", () => bystander.numbers(stream).length === 1);
    assert.equal(bystander.socket.connected, true);
    assert.equal((await fetch(`${world.url}/healthz`)).status, 200);
  });
}
