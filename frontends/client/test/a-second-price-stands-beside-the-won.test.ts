/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { createCurrencyChoice, inCurrency } from "../src/shared/currency.ts";
import { memory } from "./memory.ts";

const usd = { currency: "USD", krwPerUnit: "1200.00" };

test("it is what the rate makes of it, to the currency's own coin", () => {
  assert.equal(inCurrency(4_500, usd, "en"), "≈ $3.75");
  assert.equal(inCurrency(4_501, usd, "en"), "≈ $3.75");
  assert.equal(inCurrency(6, usd, "en"), "≈ $0.01", "half a coin goes up");
  assert.equal(inCurrency(5_000, { currency: "JPY", krwPerUnit: "8.12" }, "en"), "≈ ¥616");
  assert.equal(inCurrency(1_500_000_000, usd, "en"), "≈ $1,250,000.00");
  assert.equal(inCurrency(-1_200, usd, "en"), "≈ -$1.00");
});

test("without a rate there is none", () => {
  assert.equal(inCurrency(4_500, { currency: "USD", krwPerUnit: "0" }, "ko"), null);
  assert.equal(inCurrency(Number.NaN, usd, "ko"), null);
});

test("the choice is kept, none is a choice, and nonsense is none", () => {
  const storage = memory();
  const choice = createCurrencyChoice(storage);
  assert.equal(choice.get(), null);
  choice.choose("EUR");
  assert.equal(createCurrencyChoice(storage).get(), "EUR");
  createCurrencyChoice(storage).choose(null);
  assert.equal(createCurrencyChoice(storage).get(), null);
  storage.setItem("siren.currency", "<b>");
  assert.equal(createCurrencyChoice(storage).get(), null);
});
