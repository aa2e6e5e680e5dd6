import assert from "node:assert/strict";
import { test } from "node:test";
import { hearStore } from "../src/shared/store-line.ts";

test("however many parts of the page look at a store, it is one line, which ends with the last of them", () => {
  const waiting = new Set<() => void>();
  let opened = 0;
  const parts = {
    ...{ now: () => 0, chance: () => 0.5 },
    later(_ms: number, run: () => void) {
      opened += 1;
      waiting.add(run);
      return () => void waiting.delete(run);
    },
  };
  const leave = [hearStore("seongsu", parts, () => {}), hearStore("seongsu", parts, () => {})];
  assert.deepEqual([opened, waiting.size], [1, 1]);
  leave[0]?.();
  assert.equal(waiting.size, 1, "somebody still looks at it");
  leave[1]?.();
  assert.equal(waiting.size, 0, "who has left opens no socket");
  hearStore("seongsu", parts, () => {})();
  assert.equal(opened, 2);
});
