import assert from "node:assert/strict";
import { test } from "node:test";
import { readOptions } from "../e2e/harness/command-line.ts";
import { demandLoopback } from "./load.ts";

for (const gateway of ["http://localhost:8080", "http://127.0.0.2:1", "https://[::1]:8443"]) {
  test(`${gateway} may be loaded`, () => void demandLoopback(gateway));
}

for (const gateway of [
  "http://cafe.example",
  "http://10.0.0.1",
  "http://127.0.0.1.evil.example",
  "ftp://localhost",
  "x",
]) {
  test(`${gateway} may not`, () => {
    assert.throws(() => demandLoopback(gateway), /UsageFault/);
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
