import assert from "node:assert/strict";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { type Gateway, openGateway } from "../../src/testing/open-gateway.ts";
import { connectRaw, upgradeRequest } from "../../src/testing/raw-client.ts";
import { type HostileUpgradeAnswer, hostileUpgradeAnswers } from "./hostile-upgrade-answers.ts";

const path = "/api/v1/order/socket.io/?EIO=4";
let edge: Gateway;
let hasty: Awaited<ReturnType<Gateway["start"]>>;
let liar: Server;
let says: HostileUpgradeAnswer["says"] = "";
const lying = new Set<Socket>();

before(async () => {
  liar = createServer((socket) => {
    lying.add(socket);
    socket.on("error", () => {}).once("close", () => lying.delete(socket));
    let heard = "";
    socket.on("data", (chunk) => {
      heard += chunk.toString("latin1");
      if (!heard.includes("\r\n\r\n")) return;
      heard = "";
      if (typeof says === "string") socket.write(says, "latin1");
      else says(socket);
    });
  });
  await new Promise<void>((resolve) => liar.listen(0, "127.0.0.1", resolve));
  edge = await openGateway();
  edge.registry.remove("order");
  edge.registry.add("order", (liar.address() as AddressInfo).port);
  // Another one, for what is never whole: a machine that is slow itself must not be taken for that.
  hasty = await edge.start({ UPGRADE_TIMEOUT_MS: "800", HEADERS_TIMEOUT_MS: "600" });
});
after(async () => {
  for (const socket of lying) socket.destroy();
  await new Promise((resolve) => liar.close(resolve));
  await edge.close();
});

const statusIn = (heard: string) => Number(/^HTTP\/1\.1 (\d{3}) /.exec(heard)?.[1] ?? 0);

// First of all: no HTTP request has gone through this gateway before.
test("an upgrade before the first request that leads nowhere is answered", async () => {
  const client = await connectRaw(edge.url());
  client.say(upgradeRequest("/nowhere"));
  await client.closes();
  assert.equal(statusIn(client.heard()), 404);
});

test("the head of an upgrade that comes a byte at a time is given up", async () => {
  const request = upgradeRequest(path);
  const client = await connectRaw(hasty.url);
  let at = 0;
  // Slower than it may be by far: the whole head would take ten seconds.
  const timer = setInterval(() => at < request.length && client.say(request[at++] as string), 50);
  await client.closes().finally(() => clearInterval(timer));
  assert.equal(statusIn(client.heard()), 408);
});

describe("from an instance", () => {
  for (const { name, says: told, status, code, isNeverWhole } of hostileUpgradeAnswers) {
    test(name, async () => {
      says = told;
      const client = await connectRaw(isNeverWhole ? hasty.url : edge.url());
      client.say(upgradeRequest(path));
      const beside = edge.ask("GET", "/api/v1/menu/honest");
      await client.closes();
      assert.equal((await beside).status, 200);
      const heard = client.heard();
      assert.equal(statusIn(heard), status, heard);
      assert.equal(heard.match(/HTTP\/1\.1 /g)?.length, 1, heard);
      assert.doesNotMatch(heard, /evil/i);
      if (code) assert.match(heard, new RegExp(`"code":"${code}"`));
      await until("the instance is let go", () => lying.size === 0);
    });
  }

  test("who keeps their side open after its no is cut off", async () => {
    says = "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno";
    const socket = connect({
      port: Number(new URL(edge.url()).port),
      host: "127.0.0.1",
      allowHalfOpen: true,
    });
    const ended = new Promise((resolve) => socket.once("end", resolve));
    socket.on("error", () => {}).resume();
    socket.write(upgradeRequest(path));
    await ended;
    await until("no socket is counted", async () => /^gateway_sockets\S* 0$/m.test(await edge.metrics()));
    socket.destroy();
  });
});

test("after all of it no socket is counted, and nothing is reported as a fault of ours", async () => {
  await until("none is left", async () => /^gateway_sockets\S* 0$/m.test(await edge.metrics()));
  assert.ok(!edge.log.some((line) => /"level":"error"|uncaught/.test(line)), edge.log.join("\n"));
});
