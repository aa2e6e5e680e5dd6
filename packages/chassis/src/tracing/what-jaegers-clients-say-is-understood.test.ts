import assert from "node:assert/strict";
import { test } from "node:test";
import { fromUber, toUber } from "./uber-trace-id.ts";

const known = (told: unknown) => {
  const at = fromUber(told);
  return at && [at.traceId, at.spanId, at.traceFlags, at.isRemote];
};

test("ids of 64 and of 128 bits are read, with and without their leading zeros", () => {
  assert.deepEqual(known("6f1c2a3b4d5e6f70:1a2b3c4d5e6f7081:0:1"), [
    "00000000000000006f1c2a3b4d5e6f70",
    "1a2b3c4d5e6f7081",
    1,
    true,
  ]);
  assert.deepEqual(known("4bf92f3577b34da6a3ce929d0e0e4736:00f067aa0ba902b7:53ce929d0e0e4736:0"), [
    "4bf92f3577b34da6a3ce929d0e0e4736",
    "00f067aa0ba902b7",
    0,
    true,
  ]);
  assert.deepEqual(known("ABC:d:0:1"), [`${"0".repeat(29)}abc`, `${"0".repeat(15)}d`, 1, true]);
  assert.deepEqual(known("1%3A2%3a0%3A1")?.slice(0, 2), [`${"0".repeat(31)}1`, `${"0".repeat(15)}2`]);
});

test("debug is a wish to be told as much as sampled is; other flags are none", () => {
  const flags = ["0", "1", "2", "3", "8", "9", "ff"].map((flag) => fromUber(`1:2:0:${flag}`)?.traceFlags);
  assert.deepEqual(flags, [0, 1, 1, 1, 0, 1, 1]);
});

test("what is malformed was not said", () => {
  const [id, span] = ["6f1c2a3b4d5e6f70", "1a2b3c4d5e6f7081"];
  const malformed = [
    ...["", ":", ":::", "::::", "garbage", `${id}`, `${id}:${span}`, `${id}:${span}:0`],
    ...[
      `${id}:${span}:0:1:1`,
      `${id}:${span}:0:`,
      `${id}::0:1`,
      `:${span}:0:1`,
      `${id}:${span}:0:1, 1:2:0:1`,
    ],
    ...[`0:${span}:0:1`, `${id}:0:0:1`, `${"0".repeat(32)}:${span}:0:1`, `${id}:${"0".repeat(16)}:0:1`],
    ...[`${"a".repeat(33)}:${span}:0:1`, `${id}:${"b".repeat(17)}:0:1`, `${id}:${span}:${"c".repeat(17)}:1`],
    ...[`0x1:2:0:1`, `-1:2:0:1`, ` 1:2:0:1`, `1:2:0:1 `, `1:2:0:g`, `1:2:0:100`, `1:2:0:-1`, "1:2:0:1\n"],
    ...["١:٢:0:1", "1\u0000:2:0:1", "a".repeat(100_000), "%3A".repeat(50), "1:2:0:1%"],
    ...[undefined, null, 7, {}, ["1:2:0:1"], [["1:2:0:1", "1:2:0:1"]]],
  ];
  for (const told of malformed) assert.equal(fromUber(told), undefined, JSON.stringify(told)?.slice(0, 60));
});

test("whatever stands there is either a whole context or nothing", () => {
  const letters = "0123456789abcdefABCDEFg:%3A -,;\u00e9";
  let seed = 20_261_122;
  const next = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return seed % below;
  };
  for (let i = 0; i < 20_000; i++) {
    const told = Array.from({ length: next(60) }, () => letters[next(letters.length)]).join("");
    const at = fromUber(told);
    if (!at) continue;
    assert.match(at.traceId, /^(?!0{32})[0-9a-f]{32}$/, told);
    assert.match(at.spanId, /^(?!0{16})[0-9a-f]{16}$/, told);
    assert.deepEqual(fromUber(toUber(at)), at);
  }
});

test("what began with 64 bits goes on with 64, and 128 stay 128", () => {
  const short = { traceId: "00000000000000006f1c2a3b4d5e6f70", spanId: "1a2b3c4d5e6f7081", traceFlags: 1 };
  assert.equal(toUber(short), "6f1c2a3b4d5e6f70:1a2b3c4d5e6f7081:0:1");
  const long = { ...short, traceId: "4bf92f3577b34da6a3ce929d0e0e4736", traceFlags: 0 };
  assert.equal(toUber(long), "4bf92f3577b34da6a3ce929d0e0e4736:1a2b3c4d5e6f7081:0:0");
});
