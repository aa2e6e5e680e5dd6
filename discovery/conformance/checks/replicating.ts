import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { alone, type Check, check, Skipped, slow } from "../check.ts";
import { FakePeer, type Told } from "../fake-peer.ts";
import { JSON_ACCEPT, type Trial } from "../trial.ts";
import { type Fields, onlyInstance } from "../wire-reader.ts";
import { itemOf, registration, sendBatch } from "./batches.ts";

const TOLD_WITHIN_MS = 20_000;

/** A server that has the suite's peer for its own, and nobody else. */
async function besidePeer(
  t: Trial,
  act: (server: Trial, peer: FakePeer) => Promise<void>,
  settings: Readonly<Record<string, string>> = {},
): Promise<void> {
  if (!t.parts.start) throw new Skipped("needs servers of its own: --own");
  const peer = new FakePeer();
  try {
    await act(await t.another({ ...settings, EUREKA_PEERS: await peer.listen() }), peer);
  } finally {
    await peer.close();
  }
}

async function until<T>(what: string, look: () => T | undefined): Promise<T> {
  const deadline = performance.now() + TOLD_WITHIN_MS;
  for (;;) {
    const seen = look();
    if (seen !== undefined) return seen;
    assert.ok(performance.now() < deadline, `${what} did not come within ${TOLD_WITHIN_MS / 1000} s`);
    await pause(20);
  }
}

const toldOf = (peer: FakePeer, id: string, action: string): Promise<Told> =>
  until(`${action} of ${id}`, () => peer.of(id, action)[0]);

const SHORT = { leaseInfo: { renewalIntervalInSecs: 1, durationInSecs: 2 } };
const beat = (t: Trial) => t.expect(200, "PUT", t.own("?lastDirtyTimestamp=100"));

export const replicating: readonly Check[] = [
  slow(
    check(63, "an eviction is not told to peers, a cancel is", (t) =>
      besidePeer(
        t,
        async (server, peer) => {
          await server.register(SHORT);
          await toldOf(peer, server.id, "Register");
          const deadline = performance.now() + 20_000;
          while ((await server.at("GET", `/apps/${server.app}`)).status !== 404) {
            assert.ok(performance.now() < deadline, "nobody was evicted");
            await pause(100);
          }
          const second = `${server.id}-2`;
          await server.register({ instanceId: second });
          await server.expect(200, "DELETE", server.own("", second));
          await toldOf(peer, second, "Cancel");
          assert.deepEqual(peer.of(server.id, "Cancel"), []);
        },
        { EUREKA_SELF_PRESERVATION: "0" },
      ),
    ),
  ),
  alone(
    check(66, "a batch of one peer is not told to another", (t) =>
      besidePeer(t, async (server, peer) => {
        const batched = `${server.id}-batched`;
        await sendBatch(server, [registration(server, { instanceId: batched })]);
        await server.expect(200, "GET", server.own("", batched));
        await server.register();
        await toldOf(peer, server.id, "Register");
        assert.deepEqual(peer.of(batched), []);
      }),
    ),
  ),
  alone(
    check(67, "what a client registers is at the peer within a second, and is not told back", async (t) => {
      await besidePeer(t, async (server, peer) => {
        const from = performance.now();
        await server.register();
        const { atMs, item } = await toldOf(peer, server.id, "Register");
        assert.ok(atMs - from < 1_000 * t.parts.slack, `it was told after ${Math.round(atMs - from)} ms`);
        assert.deepEqual(
          Object.keys(item)
            .sort()
            .filter((key) => !ITEM_KEYS.includes(key)),
          [],
        );
        await sendBatch(server, [itemOf(server, "Heartbeat", { lastDirtyTimestamp: 100, status: "UP" })]);
        await server.register({ instanceId: `${server.id}-last` });
        await toldOf(peer, `${server.id}-last`, "Register");
        assert.deepEqual(peer.of(server.id, "Heartbeat"), []);
      });
    }),
  ),
  alone(
    check(68, "a peer that does not know an instance is sent its registration", (t) =>
      besidePeer(t, async (server, peer) => {
        await server.register();
        await toldOf(peer, server.id, "Register");
        peer.answer = ({ action }) => (action === "Heartbeat" ? { statusCode: 404 } : undefined);
        await beat(server);
        await toldOf(peer, server.id, "Heartbeat");
        await until("a second Register", () => peer.of(server.id, "Register")[1]);
      }),
    ),
  ),
  alone(
    check(69, "a peer's newer copy is taken over", (t) =>
      besidePeer(t, async (server, peer) => {
        await server.register();
        await toldOf(peer, server.id, "Register");
        const newer = server.instance({ lastDirtyTimestamp: "300", metadata: { from: "peer" } });
        peer.answer = ({ action }) =>
          action === "Heartbeat" ? { statusCode: 409, responseEntity: newer } : undefined;
        await beat(server);
        await server.settled(async () => {
          assert.deepEqual((await server.shown()).metadata, { from: "peer" });
        }, TOLD_WITHIN_MS);
      }),
    ),
  ),
  alone(
    check(70, "a batch refused with 503 is sent again after about a second", (t) =>
      besidePeer(t, async (server, peer) => {
        let refused = 0;
        peer.refuse = (items) => {
          if (refused > 0 || !items.some(({ id }) => id === server.id)) return undefined;
          refused++;
          return 503;
        };
        await server.register();
        const [first, second] = await until("the second attempt", () => {
          const told = peer.of(server.id, "Register");
          return told.length > 1 ? told : undefined;
        });
        const waitedMs = second!.atMs - first!.atMs;
        assert.ok(
          waitedMs > 500 && waitedMs < 5_000 * t.parts.slack,
          `it came again after ${Math.round(waitedMs)} ms`,
        );
      }),
    ),
  ),
  alone(
    check(
      99,
      "two servers of ours have the same after a registration, an override and a cancel",
      async (t) => {
        const one = await t.another();
        const other = await t.another({ EUREKA_PEERS: new URL("/eureka/", one.parts.url).href });
        const sees = (status: number, holds: (fields: Fields) => boolean) =>
          one.settled(async () => {
            const { text } = await one.expect(status, "GET", other.own(), { headers: JSON_ACCEPT });
            if (status === 200) assert.ok(holds(onlyInstance(JSON.parse(text))), text);
          }, TOLD_WITHIN_MS);
        await other.register({ metadata: { a: "1" } });
        await sees(200, ({ metadata }) => isDeepStrictEqual(metadata, { a: "1" }));
        await other.expect(200, "PUT", other.own("/status?value=OUT_OF_SERVICE"));
        await sees(200, ({ status }) => status === "OUT_OF_SERVICE");
        await other.expect(200, "PUT", other.own("/metadata?b=2"));
        await sees(200, ({ metadata }) => isDeepStrictEqual(metadata, { a: "1", b: "2" }));
        await other.expect(200, "DELETE", other.own("/status?value=UP"));
        await sees(200, ({ status }) => status === "UP");
        await other.expect(200, "DELETE", other.own());
        await sees(404, () => true);
      },
    ),
  ),
];

const ITEM_KEYS = [
  "action",
  "appName",
  "id",
  "instanceInfo",
  "lastDirtyTimestamp",
  "overriddenStatus",
  "status",
];
