import assert from "node:assert/strict";
import { test } from "node:test";
import { loadedAgain } from "../src/part-of-the-page.ts";

const refused = new TypeError("Failed to fetch dynamically imported module");
const atOnce = async () => {};

test("without a network a screen's part is asked for until there is one", async () => {
  let tries = 0;
  const load = async () => {
    tries += 1;
    if (tries <= 9) throw refused;
    return "the screen";
  };
  assert.equal(await loadedAgain(load, () => false, atOnce), "the screen");
});

test("with one it is asked for three times, and then it is not there", async () => {
  let tries = 0;
  const load = () => {
    tries += 1;
    return Promise.reject(refused);
  };
  await assert.rejects(
    loadedAgain(load, () => true, atOnce),
    refused,
  );
  assert.equal(tries, 3);
});
