import assert from "node:assert/strict";
import { test } from "node:test";
import { type KeptStorage, openStorage, readJson } from "../src/storage.ts";

const kept = (mostCharacters = Number.POSITIVE_INFINITY) => {
  const values = new Map<string, string>();
  const storage: KeptStorage = {
    getItem: (name) => values.get(name) ?? null,
    setItem(name, value) {
      if (value.length > mostCharacters) throw new DOMException("full", "QuotaExceededError");
      values.set(name, value);
    },
    removeItem: (name) => void values.delete(name),
  };
  return { values, storage };
};

test("what fits is kept by the browser, and what another page put there is seen", () => {
  const { values, storage } = kept();
  const ours = openStorage(() => storage);
  ours.setItem("cart", "one");
  assert.equal(values.get("cart"), "one");
  values.set("cart", "two");
  assert.equal(ours.getItem("cart"), "two");
  ours.removeItem("cart");
  assert.equal(values.has("cart"), false);
  assert.equal(ours.getItem("cart"), null);
});

test("what does not fit is remembered by the page, and what it replaces does not come back", () => {
  const { values, storage } = kept(3);
  const ours = openStorage(() => storage);
  ours.setItem("cart", "one");
  ours.setItem("cart", "much longer");
  assert.equal(ours.getItem("cart"), "much longer");
  assert.equal(values.has("cart"), false, "another page does not take the old one for the new");
  ours.setItem("cart", "two");
  assert.equal(values.get("cart"), "two");
  assert.equal(ours.getItem("cart"), "two");
});

test("where it is forbidden to name it, the page remembers all by itself", () => {
  const ours = openStorage(() => {
    throw new DOMException("denied", "SecurityError");
  });
  assert.equal(ours.getItem("cart"), null);
  ours.setItem("cart", "one");
  assert.equal(ours.getItem("cart"), "one");
  ours.removeItem("cart");
  assert.equal(ours.getItem("cart"), null);
});

test("what is no JSON is nothing, whoever put it there", () => {
  const { values, storage } = kept();
  assert.equal(readJson(storage, "cart"), null);
  for (const nonsense of ["", "{", "undefined"]) {
    values.set("cart", nonsense);
    assert.equal(readJson(storage, "cart"), null, nonsense);
  }
  values.set("cart", "[1]");
  assert.deepEqual(readJson(storage, "cart"), [1]);
});
