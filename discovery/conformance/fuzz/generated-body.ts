import fc from "fast-check";
import { encoded, odd, text } from "./odd-values.ts";

const texts = fc.dictionary(text, text, { maxKeys: 4 });
const instance = fc
  .record({
    which: fc.constantFrom("f1", "f2", "f3"),
    changes: fc.oneof(
      fc.constant({}),
      fc.record({ status: fc.constantFrom("UP", "DOWN", "STARTING", "OUT_OF_SERVICE"), metadata: texts }),
      fc.dictionary(
        fc.constantFrom(
          ...[
            "instanceId",
            "hostName",
            "app",
            "ipAddr",
            "status",
            "overriddenStatus",
            "port",
            "securePort",
            "sid",
          ],
          ...[
            "countryId",
            "dataCenterInfo",
            "leaseInfo",
            "metadata",
            "vipAddress",
            "lastDirtyTimestamp",
            "extra",
          ],
        ),
        odd,
        { maxKeys: 3 },
      ),
    ),
  })
  .map(({ which, changes }) => ({
    ...{ instanceId: which, hostName: "h", app: "FUZZ", ipAddr: "10.0.0.9", status: "UP" },
    ...{ dataCenterInfo: { name: "MyOwn" }, metadata: { a: "1" }, port: 80 },
    ...changes,
  }));

const batch = fc.array(
  fc.record({
    appName: fc.oneof(fc.constantFrom("FUZZ", "FUZZ-2"), odd),
    id: fc.oneof(fc.constantFrom("f1", "f2"), odd),
    action: fc.constantFrom(
      "Register",
      "Heartbeat",
      "Cancel",
      "StatusUpdate",
      "DeleteStatusOverride",
      "Nothing",
      7,
    ),
    status: odd,
    lastDirtyTimestamp: odd,
    instanceInfo: fc.oneof(instance, odd),
  }),
  { maxLength: 4 },
);

const element = fc.constantFrom(
  "instance",
  "app",
  "metadata",
  "port",
  "name",
  "__proto__",
  "a:b",
  "x".repeat(300),
);
const xml = fc.tuple(fc.array(element, { maxLength: 6 }), text).map(([names, inner]) => {
  const open = names.map((name) => `<${name}>`).join("");
  return `${open}${inner}${names
    .toReversed()
    .map((name) => `</${name}>`)
    .join("")}`;
});

export const content = fc.oneof(
  { weight: 4, arbitrary: instance.map((one) => JSON.stringify({ instance: one })) },
  { weight: 2, arbitrary: batch.map((replicationList) => JSON.stringify({ replicationList })) },
  { weight: 2, arbitrary: odd.map((value) => JSON.stringify(value)) },
  xml,
  text,
  fc
    .tuple(text, text)
    .map(([a, b]) => `name=${encoded(a)}&password=${encoded(b)}&csrf=${encoded(a)}&action=out&to=//x`),
  fc.record({ stream: odd, cursor: odd, ping: odd }).map((ack) => JSON.stringify(ack)),
  fc.constantFrom("[".repeat(20_000), "<a>".repeat(5_000), "{".repeat(100)),
);
