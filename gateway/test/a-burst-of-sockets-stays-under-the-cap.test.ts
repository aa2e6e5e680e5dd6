import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";
import { connectRaw, upgradeRequest } from "../src/testing/raw-client.ts";

let edge: Gateway;
before(async () => {
  edge = await openGateway({ MAX_SOCKETS_PER_ADDRESS: "200" });
});
after(() => edge.close());

const perAddress = 200;
const path = "/api/v1/order/socket.io/?EIO=4&transport=websocket";

test("of many upgrades at once from one address no more than its share are carried, and room comes back", async () => {
  const clients = await Promise.all(Array.from({ length: perAddress + 40 }, () => connectRaw(edge.url())));
  // A token has to be verified first: all of them wait for that together.
  const request = upgradeRequest(path, { Authorization: `Bearer ${await edge.tokenFor()}` });
  for (const client of clients) client.say(request);
  await Promise.all(clients.map((client) => client.hears("\r\n\r\n")));
  const carried = clients.filter((client) => client.heard().includes("101 Switching"));
  const refused = clients.filter((client) => client.heard().includes("429 Too Many Requests"));
  assert.deepEqual([carried.length, refused.length], [perAddress, 40]);
  // Nor do so many sockets at one instance keep its requests out.
  assert.equal((await edge.ask("GET", "/api/v1/order/orders")).status, 200);

  carried.pop()?.end();
  await until("its room is free again", async () => {
    const next = await connectRaw(edge.url());
    next.say(request);
    await next.hears("\r\n\r\n");
    const isIn = next.heard().includes("101 Switching");
    if (isIn) carried.push(next);
    else next.end();
    return isIn;
  });
  for (const client of clients) client.end();
  for (const client of carried) client.end();
});
