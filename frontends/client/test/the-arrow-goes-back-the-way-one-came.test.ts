/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { createSteps } from "../src/shared/steps.ts";

test("who came from the menu goes back to it, and who opened the drink by its address does not", () => {
  const steps = createSteps();
  steps.moved("POP", "default", "/stores/seongsu/items/latte");
  assert.equal(steps.cameFrom("/stores/seongsu"), false);
  steps.moved("PUSH", "a", "/stores/seongsu");
  steps.moved("PUSH", "b", "/stores/seongsu/items/mocha");
  assert.equal(steps.cameFrom("/stores/seongsu"), true);
  assert.equal(steps.cameFrom("/cart"), false);
});

test("a place that was put in another's stead was come to from where that one was", () => {
  const steps = createSteps();
  steps.moved("POP", "default", "/cart");
  steps.moved("PUSH", "a", "/menu");
  steps.moved("REPLACE", "b", "/stores/seongsu");
  assert.equal(steps.cameFrom("/cart"), true);
  assert.equal(steps.cameFrom("/menu"), false);
});

test("each place keeps its own way, however often one goes to and fro", () => {
  const steps = createSteps();
  steps.moved("POP", "default", "/stores/seongsu");
  steps.moved("PUSH", "a", "/stores/seongsu/items/latte");
  steps.moved("PUSH", "b", "/cart");
  steps.moved("POP", "a", "/stores/seongsu/items/latte");
  assert.equal(steps.cameFrom("/stores/seongsu"), true);
  steps.moved("POP", "default", "/stores/seongsu");
  assert.equal(steps.cameFrom("/stores/seongsu/items/latte"), false);
});
