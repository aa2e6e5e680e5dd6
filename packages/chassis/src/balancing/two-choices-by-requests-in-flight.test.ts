import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { handRegistry, instanceAt, silentLog } from "../../test/balancing-world.ts";
import type { Instance } from "../registry/port.ts";
import { seededChance } from "../testing/seeded-chance.ts";
import { balancingMetrics } from "./balancing-metrics.ts";
import { type Choice, choiceOf, choiceOfVersion, publicOnes } from "./choice.ts";
import { createPools } from "./pools.ts";
import { openRoom, type RoomOptions, type ServiceRoom } from "./service-room.ts";
import { createSlowStart } from "./slow-start.ts";
import { toldWeight } from "./urn.ts";

const instances = (told: Record<string, Record<string, string>>): Instance[] =>
  Object.entries(told).map(([id, metadata]) => instanceAt(id, 1, "menu", metadata));
const abc = instances({ a: {}, b: {}, c: {} });

function world(given: Instance[] = abc, options: RoomOptions = {}) {
  const clock = { ms: 0 };
  const registry = handRegistry();
  registry.put(given);
  const around = {
    ...{ registry, log: silentLog, pools: createPools(), metrics: balancingMetrics(undefined, () => []) },
    ...{ now: () => clock.ms, random: seededChance(42).next },
  };
  const room = openRoom("menu", around, options);
  room.breaker.dispose();
  return { room, registry, clock };
}

type Shares = Record<string, number>;

/** Who is picked of 3,000 times when each is over before the next, and nobody has more under way for it. */
function shares(room: ServiceRoom, choice?: Choice, tried: string[] = []): Shares {
  const counts: Shares = {};
  for (let i = 0; i < 3_000; i++) {
    const id = room.pick(new Set(tried), room.aim(choice))?.id ?? "none";
    counts[id] = (counts[id] ?? 0) + 1;
  }
  return counts;
}

const begin = (room: ServiceRoom, id: string, times: number) => {
  for (let i = 0; i < times; i++) room.begin(id);
};
const eject = (room: ServiceRoom, ...ids: string[]) => {
  for (const id of ids) room.ejection.trouble(id, "connect", room.memberIds());
};
const isAbout = (count: number | undefined, wanted: number) =>
  assert.ok(
    count !== undefined && count > wanted * 0.8 && count < wanted * 1.2,
    `${count} is not about ${wanted}`,
  );

describe("picking an instance", () => {
  test("equals share about evenly", () => {
    for (const count of Object.values(shares(world().room))) isAbout(count, 1_000);
  });

  test("the busiest of three is never taken", () => {
    const { room } = world();
    begin(room, "a", 9);
    assert.equal(shares(room).a, undefined);
  });

  test("a tried one is not taken again, and nobody is left after all were", () => {
    const { room } = world();
    assert.equal(shares(room, undefined, ["a", "c"]).b, 3_000);
    assert.equal(room.pick(new Set(["a", "b", "c"])), undefined);
  });

  test("ejected ones are spared, and all are asked when all are ejected", () => {
    const { room } = world();
    eject(room, "a", "b");
    assert.equal(shares(room).c, 3_000);
    eject(room, "c");
    assert.equal(Object.keys(shares(room)).length, 3);
  });

  test("the own zone comes first, other zones before the ejected of the own", () => {
    const { room } = world(instances({ near: { zone: "seoul-1" }, far: { zone: "seoul-2" } }), {
      zone: "seoul-1",
    });
    assert.equal(shares(room).near, 3_000);
    eject(room, "near");
    assert.equal(shares(room).far, 3_000);
  });

  test("a newcomer gets its part though it has nothing in flight, and a full one in the end", () => {
    const { room, registry, clock } = world(instances({ b: {}, c: {} }));
    registry.put(abc);
    begin(room, "b", 5);
    begin(room, "c", 5);
    const { a } = shares(room);
    assert.ok(a !== undefined && a > 100 && a < 600, String(a));
    clock.ms = 10_000;
    const warm = shares(room).a;
    assert.ok(warm !== undefined && warm > 1_500, String(warm));
  });

  test("the slow start grows from a tenth to a full share; those found at first sight are not new", () => {
    let ms = 0;
    const slowStart = createSlowStart(() => ms, 10_000);
    slowStart.members(new Set(["old"]));
    slowStart.members(new Set(["old", "new"]));
    assert.deepEqual([slowStart.warmth("old"), slowStart.warmth("new")], [1, 0.1]);
    ms = 5_000;
    assert.equal(slowStart.warmth("new"), 0.5);
    ms = 10_000;
    assert.equal(slowStart.warmth("new"), 1);
    const never = createSlowStart(() => 0, 0);
    never.members(new Set(["old"]));
    never.members(new Set(["new"]));
    assert.equal(never.warmth("new"), 1);
  });
});

describe("weights", () => {
  const heavy = instances({ a: { weight: "4" }, b: { weight: "1" }, c: {} });

  test("share out what is asked one by one", () => {
    const counts = shares(world(heavy).room);
    isAbout(counts.a, 2_000);
    isAbout(counts.b, 500);
    isAbout(counts.c, 500);
  });

  test("share out what is under way, and who does not get on is still spared", () => {
    const { room } = world(heavy, { mostPerInstance: 1_000 });
    const open: Shares = {};
    for (let i = 0; i < 600; i++) {
      const id = room.pick(new Set(), undefined)?.id ?? "none";
      room.begin(id);
      open[id] = (open[id] ?? 0) + 1;
    }
    assert.ok((open.a ?? 0) > 370 && (open.a ?? 0) < 430, JSON.stringify(open));
    // It answers nothing any more: for its weight it has more under way than the others.
    const stuck = world(heavy).room;
    begin(stuck, "a", 100);
    assert.equal(shares(stuck).a, undefined);
  });

  test("nothing goes to weight 0 but what nobody else can take", () => {
    const { room } = world(instances({ a: { weight: "0" }, b: {} }));
    assert.equal(shares(room).b, 3_000);
    assert.equal(room.pick(new Set(["b"]))?.id, "a");
  });

  test("a weight that is no number counts as 1", () => {
    for (const [told, weight] of [
      ["", 1],
      ["-5", 1],
      ["1e9", 1],
      ["NaN", 1],
      ["2.5", 2.5],
      ["9999", 1_000],
    ] as const)
      assert.equal(toldWeight(instanceAt("a", 1, "menu", { weight: told })), weight, told);
  });

  test("ops may weigh by hand, and take it back", () => {
    const { room } = world();
    room.tune({ weights: { a: 0 } });
    assert.equal(shares(room).a, undefined);
    room.tune({});
    isAbout(shares(room).a, 1_000);
  });
});

describe("versions", () => {
  const two = instances({ a: { version: "1" }, b: { version: "1" }, c: { version: "2" }, d: {} });

  test("5 % to version 2 is 5 % of the requests, however many instances it has", () => {
    const { room } = world(two);
    const counts = shares(room, choiceOf({ versions: { "2": 5 } }));
    isAbout(counts.c, 150);
    isAbout(counts.a, 950);
    isAbout(counts.d, 950);
  });

  test("where the version is not there, or ill, the others are asked as ever; and the other way round", () => {
    const { room } = world(two);
    isAbout(shares(room, choiceOf({ versions: { "3": 50 } })).c, 750);
    eject(room, "c");
    isAbout(shares(room, choiceOf({ versions: { "2": 100 } })).a, 1_000);
    const onlyNew = world(instances({ c: { version: "2" } })).room;
    assert.equal(shares(onlyNew, choiceOf({ versions: { "2": 5 } })).c, 3_000);
  });

  test("a second attempt stays with the version while somebody of it is left", () => {
    const { room } = world(two);
    const aim = room.aim(choiceOf({ versions: { "1": 100 } }));
    assert.equal(room.pick(new Set(["a"]), aim)?.id, "b");
    assert.ok(["c", "d"].includes(room.pick(new Set(["a", "b"]), aim)?.id ?? ""));
  });

  test("who asks for a version gets it, whatever share is set, and any where there is none", () => {
    const { room } = world(two);
    room.tune({ versions: { "2": 0 } });
    assert.equal(shares(room).c, undefined);
    assert.equal(shares(room, choiceOfVersion("2")).c, 3_000);
    assert.equal(Object.keys(shares(room, choiceOfVersion("no such"))).length, 4);
  });

  test("nobody is asked who may not be, not for a version, and not when all others are ill", () => {
    const given = instances({
      a: { version: "1", public: "true" },
      b: { version: "1", public: "true" },
      c: { version: "2" },
    });
    const { room } = world(given);
    isAbout(shares(room, choiceOf({ among: publicOnes })).a, 1_500);
    assert.equal(shares(room, choiceOfVersion("2", publicOnes)).c, undefined);
    assert.equal(shares(room, choiceOf({ versions: { "2": 100 }, among: publicOnes })).c, undefined);
    eject(room, "a", "b");
    assert.deepEqual(Object.keys(shares(room, choiceOf({ among: publicOnes }))).sort(), ["a", "b"]);
    const turns = choiceOf({ strategy: "round-robin", among: publicOnes });
    assert.equal(room.pick(new Set(["a", "b"]), room.aim(turns)), undefined);
    room.tune({ versions: { "2": 100 } });
    assert.equal(shares(room, choiceOf({ among: publicOnes })).c, undefined);
  });

  test("in the version, too, the own zone comes first", () => {
    const given = instances({
      a: { version: "2", zone: "far" },
      b: { version: "2", zone: "near" },
      c: { zone: "near" },
    });
    const { room } = world(given, { zone: "near" });
    const only = choiceOfVersion("2");
    assert.equal(shares(room, only).b, 3_000);
    eject(room, "b");
    assert.equal(shares(room, only).a, 3_000);
    eject(room, "a");
    assert.equal(shares(room, only).c, 3_000);
  });
});

describe("round robin, by choice", () => {
  const inTurn = choiceOf({ strategy: "round-robin" });
  const picks = (room: ServiceRoom, times: number, tried: string[] = []) =>
    Array.from({ length: times }, () => room.pick(new Set(tried), room.aim(inTurn))?.id);

  test("each comes in its turn, busy or not", () => {
    const { room } = world();
    begin(room, "a", 50);
    const [first, second, third, fourth] = picks(room, 4);
    assert.deepEqual(new Set([first, second, third]), new Set(["a", "b", "c"]));
    assert.equal(first, fourth);
  });

  test("who is ejected, full or tried is passed over, and all are asked when all are ejected", () => {
    const { room } = world(abc, { mostPerInstance: 2 });
    eject(room, "a");
    assert.deepEqual(new Set(picks(room, 6)), new Set(["b", "c"]));
    assert.deepEqual(new Set(picks(room, 6, ["b"])), new Set(["c"]));
    begin(room, "b", 2);
    assert.deepEqual(new Set(picks(room, 6)), new Set(["c"]));
    eject(room, "b", "c");
    assert.deepEqual(new Set(picks(room, 6)), new Set(["a", "c"]));
  });

  test("weights make the turns longer", () => {
    const { room } = world(instances({ a: { weight: "3" }, b: {}, c: { weight: "0" } }));
    const counts = shares(room, inTurn);
    isAbout(counts.a, 2_250);
    isAbout(counts.b, 750);
    assert.equal(counts.c, undefined);
  });
});

describe("an instance that says when it wants to be asked again", () => {
  test("is left alone for that long, never longer than the bound, also when it is the only one", () => {
    const { room, clock } = world();
    room.leaveAlone("a", 2_000);
    assert.equal(shares(room).a, undefined);
    room.leaveAlone("b", 3_000);
    room.leaveAlone("c", 60 * 60 * 1_000);
    assert.equal(room.pick(new Set()), undefined);
    assert.equal(room.backInMs(), 2_000);
    clock.ms = 2_000;
    assert.equal(shares(room).a, 3_000);
    clock.ms = 5_000;
    isAbout(shares(room).c, 1_000);
    assert.equal(room.backInMs(), undefined);
  });
});

test("more than half left alone of those who stayed is panic: all are asked, but for those who refuse connections", () => {
  const six = instances({ a: {}, b: {}, c: {}, d: {}, e: {}, f: {} });
  const { room, registry } = world(six);
  for (const id of ["a", "b", "c"])
    for (let i = 0; i < 5; i++) room.ejection.trouble(id, "status", room.memberIds());
  assert.deepEqual(Object.keys(shares(room)).sort(), ["d", "e", "f"]);
  eject(room, "f");
  registry.put(six.filter(({ id }) => !["d", "e"].includes(id)));
  assert.deepEqual(Object.keys(shares(room)).sort(), ["a", "b", "c"]);
});

test("a pick costs about the same among 1,000 as among 10", () => {
  const among = (count: number) => {
    const many = Array.from({ length: count }, (_, i) =>
      instanceAt(`i${i}`, 1, "menu", { zone: `z${i % 2}` }),
    );
    return world(many, { zone: "z1" }).room;
  };
  const costUs = (room: ServiceRoom) => {
    const tried = new Set<string>();
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 7; round++) {
      const before = process.cpuUsage();
      for (let i = 0; i < 10_000; i++) room.pick(tried);
      const { user, system } = process.cpuUsage(before);
      best = Math.min(best, (user + system) / 10_000);
    }
    return best;
  };
  const few = among(10);
  const many = among(1_000);
  costUs(few);
  costUs(many);
  const [small, large] = [costUs(few), costUs(many)];
  // Filtering the list cost a hundred times as much among 1,000.
  assert.ok(large < small * 10 + 1, `${small} and ${large} us`);
});
