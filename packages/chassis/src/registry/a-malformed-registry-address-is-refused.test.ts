import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseRegistryAddress, RegistryAddressFault } from "./registry-address.ts";

describe("REGISTRY", () => {
  test("names a kind and its addresses", () => {
    const cases: [string, string, string[]][] = [
      ["eureka:http://a:8761", "eureka", ["http://a:8761/eureka/apps/"]],
      ["eureka:http://a:8761/eureka/", "eureka", ["http://a:8761/eureka/apps/"]],
      [
        "eureka:http://a/eureka/v2, https://b/eureka",
        "eureka",
        ["http://a/eureka/v2/apps/", "https://b/eureka/apps/"],
      ],
      ["eureka:http://ops:secret@a:8761/eureka/apps", "eureka", ["http://ops:secret@a:8761/eureka/apps/"]],
      ["consul:http://127.0.0.1:8500/", "consul", ["http://127.0.0.1:8500"]],
      ["consul:https://:token@agent", "consul", ["https://:token@agent"]],
    ];
    for (const [text, kind, urls] of cases) assert.deepEqual(parseRegistryAddress(text), { kind, urls });
  });

  test("is refused in one line that says what is expected, without its password", () => {
    const malformed = [
      "",
      "http://a:8761",
      "eureka",
      "eureka:",
      "zookeeper:http://a",
      "eureka:a:8761",
      "eureka:ftp://a",
      "eureka:http://a,",
      "eureka:http://a/eureka?x=1",
      "consul:http://a,http://b",
      "consul:http://a/consul",
      "http://ops:secret@a:8761",
    ];
    for (const text of malformed) {
      assert.throws(
        () => parseRegistryAddress(text),
        (fault) =>
          fault instanceof RegistryAddressFault &&
          !fault.message.includes("\n") &&
          !fault.message.includes("secret"),
        text,
      );
    }
  });
});
