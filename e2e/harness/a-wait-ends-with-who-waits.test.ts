import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { eventually } from "./eventually.ts";
import { measured, newBook } from "./measured.ts";
import { Person } from "./person.ts";

const generousMs = 10_000;

test("a wait of a minute ends at once when whoever waits is told to go", async () => {
  const going = new AbortController();
  const beganAtMs = performance.now();
  const waiting = eventually("nothing", () => false, 60_000, going.signal);
  setImmediate(() => going.abort());
  await assert.rejects(waiting, { name: "AbortError" });
  assert.ok(performance.now() - beganAtMs < generousMs);
});

test("a request that nobody answers is given up, and not sent again, by a person who leaves", async () => {
  let asked = 0;
  const mute = createServer(() => {
    asked += 1;
    going.abort();
  });
  const going = new AbortController();
  mute.listen(0, "127.0.0.1");
  await once(mute, "listening");
  try {
    const person = new Person([`http://127.0.0.1:${(mute.address() as AddressInfo).port}`]);
    person.leaves = going.signal;
    const beganAtMs = performance.now();
    await assert.rejects(person.sendUntilAnswered("POST", "/", { key: "k" }));
    assert.ok(performance.now() - beganAtMs < generousMs);
    assert.equal(asked, 1);
  } finally {
    mute.closeAllConnections();
    mute.close();
    await once(mute, "close");
  }
});

test("a gateway at whose address nobody listens is told apart from one that does not answer", async () => {
  const server = createServer((request) => request.socket.destroy());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const book = newBook();
  const person = measured(new Person([`http://127.0.0.1:${(server.address() as AddressInfo).port}`]), book);
  await assert.rejects(person.ask("GET", "/"));
  server.close();
  await once(server, "close");
  await assert.rejects(person.ask("GET", "/"));
  assert.deepEqual([...book.errors.keys()], ["NO_ANSWER", "NOT_LISTENING"]);
});
