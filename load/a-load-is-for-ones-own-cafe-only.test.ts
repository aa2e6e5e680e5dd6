import assert from "node:assert/strict";
import { test } from "node:test";
import { readOptions } from "../e2e/harness/command-line.ts";
import { demandOwn } from "./load.ts";
import { staffFrom } from "./staff.ts";

for (const gateway of ["http://localhost:8080", "http://127.0.0.2:1", "https://[::1]:8443"]) {
  test(`${gateway} may be loaded`, () => void demandOwn(gateway, "machine"));
}

for (const gateway of [
  "http://cafe.example",
  "http://10.0.0.1",
  "http://127.0.0.1.evil.example",
  "http://167772161",
  "http://gateway:8080",
  "ftp://localhost",
  "x",
]) {
  test(`${gateway} may not`, () => {
    assert.throws(() => demandOwn(gateway, "machine"), /UsageFault/);
  });
}

test("options it does not know, and numbers without end, are refused in one line", () => {
  const read = (...args: string[]) =>
    readOptions(args, { customers: { default: 10, min: 1, max: 200 } }, { gateway: "http://localhost:8080" });
  assert.deepEqual(read("--customers", "3"), {
    numbers: { customers: 3 },
    texts: { gateway: "http://localhost:8080" },
  });
  for (const args of [["--customer", "3"], ["three"], ["--customers"], ["--customers", "1e9"]]) {
    assert.throws(
      () => read(...args),
      (fault: Error) => !fault.message.includes("\n"),
    );
  }
});

test("from a pod the Service of its own namespace may be loaded, and nobody in the world", () => {
  assert.equal(demandOwn("http://gateway:8080", "cluster").origin, "http://gateway:8080");
  for (const gateway of [
    "http://cafe.example",
    "http://10.0.0.1",
    "http://ai",
    "http://gateway.",
    "http://[::1]",
  ])
    assert.throws(() => demandOwn(gateway, "cluster"), /UsageFault/, gateway);
});

test("in a pod it works under an account that was made for it, and says so where there is none", () => {
  const staff = staffFrom({ LOAD_STAFF_EMAIL: "load@cafe.example", LOAD_STAFF_PASSWORD: "x" });
  assert.deepEqual(staff, { barista: { email: "load@cafe.example", password: "x" }, ops: undefined });
  assert.throws(
    () => staffFrom({ LOAD_STAFF_EMAIL: "load@cafe.example" }),
    /UsageFault: LOAD_STAFF_EMAIL and/,
  );
});
