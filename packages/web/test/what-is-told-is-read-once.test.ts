import assert from "node:assert/strict";
import { test } from "node:test";
import { createAnnouncer } from "../src/announce.ts";

test("what is told in one moment is read as one, and the same words once", () => {
  const read: string[] = [];
  const due: (() => void)[] = [];
  const announce = createAnnouncer(
    (words) => read.push(words),
    (_ms, run) => due.push(run),
  );
  for (const words of ["Saved.", "", "10,000 was added.", "Saved."]) announce(words);
  assert.deepEqual(read, [], "the region is there before its words");
  for (const run of due.splice(0)) run();
  assert.deepEqual(read, ["Saved. 10,000 was added."]);
  announce("Saved.");
  for (const run of due.splice(0)) run();
  assert.deepEqual(read, ["Saved. 10,000 was added.", "Saved."]);
});
