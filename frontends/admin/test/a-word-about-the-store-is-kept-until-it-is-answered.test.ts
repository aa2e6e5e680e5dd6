import assert from "node:assert/strict";
import { test } from "node:test";
import type { StockView } from "@siren/contracts/barista";
import type { Api, Call } from "@siren/web/api";
import { ApiProblem, NetworkFailure } from "@siren/web/failures";
import type * as z from "zod/mini";
import { emptyBoard } from "../src/features/board/board-state.ts";
import { keptWishesOf } from "../src/features/board/kept-wishes.ts";
import { asWished, createWishes, type Wish } from "../src/features/board/wishes.ts";
import { jun, memoryStorage } from "./taps-world.ts";

const cut = () => new NetworkFailure("cut");
const taken = () => undefined;
const noLatte: Wish = { about: "item", id: "latte", soldOut: true };

/** A store that answers as it is told, and two clocks that are wound by hand. */
function wishesWorld(answer: (path: string) => StockView | Error | undefined, storage = memoryStorage()) {
  const sent: Call<z.ZodMiniType>[] = [];
  const done: Wish[] = [];
  const timers: (() => void)[] = [];
  let at = 1_000_000;
  let keys = 0;
  const wishes = createWishes({
    api: (async (call: Call<z.ZodMiniType>) => {
      sent.push(call);
      const given = answer(call.path);
      if (given instanceof Error) throw given;
      return { status: 200, body: given, degraded: [] };
    }) as Api,
    ...{ storeId: "seongsu", by: jun.memberId, kept: keptWishesOf(storage, "seongsu", jun) },
    ...{ newKey: () => `wish-${++keys}`, now: () => at, chance: () => 0.5 },
    later(_ms, run) {
      timers.push(run);
      return () => void timers.splice(timers.indexOf(run) >>> 0, 1);
    },
    onDone: (wish) => void done.push(wish),
    onRefused: () => undefined,
  });
  return {
    ...{ wishes, sent, done, storage },
    left: () => [...wishes.all.get().values()].flat(),
    async wind(ms = 0) {
      at += ms;
      timers.shift()?.();
      await new Promise<void>((resolve) => setImmediate(resolve));
    },
  };
}

test("said in a dead network it is shown, outlives a reload, and goes with its first key", async () => {
  const before = wishesWorld(cut);
  before.wishes.say(noLatte, { ko: "라떼", en: "Latte" });
  await before.wind();
  assert.equal(asWished(emptyBoard("seongsu"), before.wishes.all.get()).soldOut.get("latte")?.soldOut, true);
  before.wishes.stop();

  const after = wishesWorld(taken, before.storage);
  after.wishes.begin();
  await after.wind();
  assert.deepEqual(
    after.sent.map(({ method, path, key }) => [method, path, key]),
    [["PUT", "/barista/stores/seongsu/availability/latte", "wish-1"]],
  );
  assert.deepEqual([after.done, after.left()], [[noLatte], []]);
  assert.equal(after.storage.all.size, 0, "nothing is left to be sent again");
});

test("of what nobody has heard the last word goes, and each delivery", async () => {
  const world = wishesWorld(cut);
  world.wishes.say({ about: "state", state: "BUSY", until: null });
  await world.wind();
  const back = { ...noLatte, soldOut: false } as const;
  for (const wish of [noLatte, back]) world.wishes.say(wish);
  for (const n of [6, 12]) world.wishes.say({ about: "received", id: "cookie", n });
  assert.deepEqual(
    world.left().map(({ wish }) => wish),
    [
      { about: "state", state: "BUSY", until: null },
      back,
      { about: "received", id: "cookie", n: 6 },
      { about: "received", id: "cookie", n: 12 },
    ],
  );
  world.wishes.say({ about: "counted", id: "cookie", n: 30 });
  assert.deepEqual(
    world.left().flatMap(({ wish }) => ("n" in wish ? wish : [])),
    [{ about: "counted", id: "cookie", n: 30 }],
    "who counts has counted what came in as well",
  );
});

test("what goes late says when it was said; refused, it stays until it is read", async () => {
  let isCut = true;
  const changed = new ApiProblem({ code: "ILLEGAL_TRANSITION", status: 409, title: "no", retryable: false });
  const world = wishesWorld(() => (isCut ? cut() : changed));
  world.wishes.say(noLatte);
  await world.wind();
  isCut = false;
  await world.wind(60_000);
  assert.deepEqual(
    world.sent.map(({ body }) => body),
    [
      { soldOut: true, of: "item" },
      { soldOut: true, of: "item", saidAt: 1_000_000 },
    ],
  );
  const [refused] = world.left();
  assert.equal(refused?.phase, "refused");
  const { soldOut } = asWished(emptyBoard("seongsu"), world.wishes.all.get());
  assert.equal(soldOut.get("latte"), undefined, "the store is shown as it is");
  if (refused) world.wishes.dismiss(refused);
  assert.deepEqual(world.left(), []);
});

test("a pause or a delay that would be over by now is not sent any more", async () => {
  for (const wish of [
    { about: "state", state: "PAUSED", until: 1_600_000 },
    { about: "delay", minutes: 10, until: 1_600_000 },
  ] as const) {
    const world = wishesWorld(cut);
    world.wishes.say(wish);
    await world.wind();
    await world.wind(700_000);
    assert.deepEqual([world.sent.length, world.left(), world.done], [1, [], []], wish.about);
  }
});
