import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PresenceBook } from "../src/push/presence-book.ts";

function world(count: number) {
  const book = new PresenceBook();
  const open = (name: string, now = 0) => {
    book.opened(`stream of ${name}`, name, now);
    book.answered(`stream of ${name}`, 0, now);
  };
  const names = Array.from({ length: count }, (_, place) => `FOO/i${place}`);
  for (const name of names) open(name);
  return { book, open, names, close: (name: string, now: number) => book.closed(`stream of ${name}`, now) };
}

describe("an instance whose presence stream breaks", () => {
  test("is suspect at once and gone after a second", () => {
    const { book, close } = world(1);
    assert.equal(close("FOO/i0", 100), true);
    assert.ok(book.isSuspect("FOO/i0"));
    assert.equal(book.dueInMs(100), 1_000);
    assert.deepEqual(book.judge(1_099), { gone: [], kept: [] });
    assert.deepEqual(book.judge(1_100), { gone: ["FOO/i0"], kept: [] });
    assert.equal(book.dueInMs(1_100), undefined);
  });

  test("is suspect no more once it is back, and not when it holds another one", () => {
    const { book, open, close } = world(1);
    close("FOO/i0", 0);
    open("FOO/i0", 900);
    assert.deepEqual(book.judge(5_000), { gone: [], kept: [] });
    book.opened("a second one", "FOO/i0", 1_000);
    book.answered("a second one", 0, 1_000);
    assert.equal(close("FOO/i0", 2_000), false);
    assert.equal(book.isSuspect("FOO/i0"), false);
    assert.equal(book.closed("a second one", 3_000), true);
  });

  test("is not touched by a stream that nobody ever answered on: somebody else may hold it", () => {
    const book = new PresenceBook();
    book.opened("of a stranger", "FOO/i0", 0);
    assert.equal(book.closed("of a stranger", 100), false);
    assert.equal(book.isSuspect("FOO/i0"), false);
  });

  test("is left to its lease when it no longer answered pings", () => {
    const { book, close } = world(1);
    assert.deepEqual(book.pingsDue(3_999), []);
    assert.deepEqual(book.pingsDue(4_000), [{ stream: "stream of FOO/i0", ping: 1 }]);
    assert.deepEqual(book.pingsDue(7_000), []);
    assert.equal(close("FOO/i0", 10_001), false);
    assert.equal(book.dueInMs(10_001), undefined);
  });

  test("counts for as long as it answers", () => {
    const { book, close } = world(1);
    for (const now of [4_000, 8_000, 12_000]) {
      const [due] = book.pingsDue(now);
      assert.equal(book.answered("stream of FOO/i0", (due?.ping ?? 0) - 1, now), true);
      assert.equal(book.answered("stream of FOO/i0", due?.ping ?? 0, now), true);
    }
    assert.equal(book.answered("unknown", 1, 12_000), false);
    assert.equal(close("FOO/i0", 21_000), true);
  });
});

describe("when many break", () => {
  test("a third of twelve, one after another, all go", () => {
    const { book, names, close } = world(12);
    const gone: string[] = [];
    for (const [place, name] of names.slice(0, 4).entries()) close(name, place * 300);
    for (let now = 0; now < 4_000; now += 100) gone.push(...book.judge(now).gone);
    assert.deepEqual(gone, names.slice(0, 4));
  });

  test("more than half within two seconds are kept, also those that broke first", () => {
    const { book, names, close } = world(12);
    for (const name of names.slice(0, 7)) close(name, 500);
    assert.deepEqual(book.judge(1_500), { gone: [], kept: names.slice(0, 7) });
    assert.equal(book.dueInMs(1_500), undefined);
  });

  test("half of them is not more than half, and two are not many", () => {
    const twelve = world(12);
    for (const name of twelve.names.slice(0, 6)) twelve.close(name, 500);
    assert.equal(twelve.book.judge(1_500).gone.length, 6);
    const two = world(2);
    for (const name of two.names) two.close(name, 500);
    assert.equal(two.book.judge(1_500).gone.length, 2);
  });

  test("those that came back count as broken all the same", () => {
    const { book, names, open, close } = world(12);
    for (const name of names) close(name, 500);
    for (const name of names.slice(2)) open(name, 700);
    assert.deepEqual(book.judge(1_500), { gone: [], kept: names.slice(0, 2) });
  });

  test("spread over more than two seconds they are many single ones", () => {
    const { book, names, close } = world(4);
    const gone: string[] = [];
    for (let now = 0; now < 8_000; now += 100) {
      if (now % 1_500 === 0 && now < 6_000) close(names[now / 1_500]!, now);
      gone.push(...book.judge(now).gone);
    }
    assert.deepEqual(gone, names);
  });

  test("time in which the registry slept is given back to the suspects", () => {
    const { book, close, open } = world(5);
    close("FOO/i0", 0);
    book.forgive(30_000);
    assert.deepEqual(book.judge(30_500), { gone: [], kept: [] });
    open("FOO/i0", 30_600);
    assert.deepEqual(book.judge(40_000), { gone: [], kept: [] });
  });

  test("all at once are kept also by a registry that then slept", () => {
    const { book, names, close } = world(12);
    for (const name of names) close(name, 500);
    book.forgive(30_000);
    assert.deepEqual(book.judge(31_500), { gone: [], kept: names });
  });

  test("ten thousand at once are judged quickly", () => {
    const { book, names, close } = world(10_000);
    for (const [place, name] of names.entries()) close(name, place / 10);
    const startedAt = performance.now();
    const { gone, kept } = book.judge(3_000);
    assert.equal(gone.length + kept.length, 10_000);
    assert.ok(performance.now() - startedAt < 5_000);
  });
});
