import assert from "node:assert/strict";
import { Agent, createServer, get, type Server } from "node:http";
import { createServer as createNetServer } from "node:net";
import { test } from "node:test";
import { doorsOf } from "./doors.ts";
import { linger } from "./linger.ts";
import { listen } from "./server.ts";

async function startLeaving({ bySecond = false } = {}) {
  let isLeaving = false;
  const server = createServer((_req, res) => {
    if (isLeaving) res.setHeader("Connection", "close");
    res.end("ok");
  });
  const doors = doorsOf(server);
  const second = createNetServer((socket) => void server.emit("connection", socket));
  doors.add(second);
  const own = await listen(server, "127.0.0.1", 0);
  const { port } = bySecond ? await listen(second as Server, "127.0.0.1", 0) : own;
  const agent = new Agent({ keepAlive: true });
  /** The body, or the code of what went wrong. */
  const ask = () =>
    new Promise<string>((resolve) => {
      get({ port, host: "127.0.0.1", agent }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part) => {
          text += part;
        });
        answer.on("end", () => resolve(text));
      }).on("error", (error: NodeJS.ErrnoException) => resolve(String(error.code)));
    });
  return {
    server,
    ask,
    leave(mostMs: number) {
      isLeaving = true;
      return linger(doors, mostMs);
    },
    end() {
      agent.destroy();
      server.closeAllConnections();
      doors.cutAll();
    },
  };
}

for (const bySecond of [false, true])
  test(`on open connections and on new ones requests are taken while a server leaves, and then no more${bySecond ? ", by a second door, too" : ""}`, async (t) => {
    const { ask, leave, end } = await startLeaving({ bySecond });
    t.after(end);
    assert.equal(await ask(), "ok");
    const leaving = leave(20_000);
    // The first on the connection that was kept, which it ends; the others on new ones.
    for (let n = 0; n < 3; n++) assert.equal(await ask(), "ok");
    await (await leaving).closed;
    assert.equal(await ask(), "ECONNREFUSED");
  });

test("where nobody comes, a server does not wait to leave", async (t) => {
  const { leave, end } = await startLeaving();
  t.after(end);
  const { closed } = await leave(60_000);
  await closed;
});
