import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "node:test";
import { openBeatFiles } from "../src/beat-files.ts";
import { closing, tempFolder } from "./support/temp-folder.ts";

async function world(t: Parameters<typeof closing>[0]) {
  const close = closing(t);
  const folder = await tempFolder();
  close(() => folder.remove());
  let ms = 0;
  const open = (holder: string) => {
    const beats = openBeatFiles({ folder: folder.path, holder, monotonicMs: () => ms });
    close(async () => beats.close());
    return beats;
  };
  const pass = (forMs: number) => {
    ms += forMs;
  };
  return { open, pass, files: () => readdir(folder.path) };
}

test("each beat, and each lease that is given back, is news to the others", async (t) => {
  const { open } = await world(t);
  const [one, other] = [open("one"), open("other")];
  assert.deepEqual(other.of("one"), { beats: 0, released: 0 });
  one.beat();
  one.beat();
  one.released();
  assert.deepEqual(other.of("one"), { beats: 2, released: 1 });
  assert.equal(other.of("nobody"), undefined);
  one.close();
  assert.equal(other.of("one"), undefined);
});

test("whoever was in company believes to be alone only a while after the last one left", async (t) => {
  const { open, pass } = await world(t);
  const [one, other] = [open("one"), open("other")];
  pass(6_000);
  assert.equal(one.isAlone(), false);
  other.close();
  pass(4_900);
  assert.equal(one.isAlone(), false);
  pass(600);
  assert.equal(one.isAlone(), true);
  open("third");
  pass(600);
  assert.equal(one.isAlone(), false);
});

test("one that was killed is forgotten, and one that was only frozen is there again with its next beat", async (t) => {
  const { open, pass, files } = await world(t);
  const [one, frozen] = [open("one"), open("frozen")];
  for (let s = 0; s < 20; s += 1) {
    pass(1_000);
    one.isAlone();
  }
  assert.equal(one.isAlone(), true);
  assert.deepEqual(await files(), ["one"]);
  frozen.beat();
  pass(600);
  assert.equal(one.isAlone(), false);
  assert.deepEqual(one.of("frozen"), { beats: 1, released: 0 });
});
