import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { repositoryRoot } from "./settings.ts";
import { nodeFlags } from "./topology.ts";

/** What the libraries say whose parts are left out, as a program of the stack has them. */
const program = `
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
const ofDriver = createRequire(createRequire(join(process.cwd(), "packages/store/src/x.js")).resolve("mongodb"));
const { ConnectionString } = ofDriver("mongodb-connection-string-url");
const addresses = [
  "mongodb://%2Ftmp%2Fsiren-x%2Fstore.sock/?directConnection=true&replicaSet=siren",
  "mongodb://user:p%40ss@one.example:27017,two.example:27018,%C3%A9t%C3%A9.example/shop?w=majority&Retrywrites=true",
  "mongodb+srv://user@db.example.com/shop?tls=true",
  "mongodb://[::1]:27017,127.0.0.1/a%20b",
  "mongodb://", "http://x", "mongodb+srv://a.example,b.example",
];
const read = (address) => {
  try {
    const it = new ConnectionString(address);
    const { username, password, pathname, hosts, isSRV, search } = it;
    return { username, password, pathname, hosts, isSRV, search, again: it.href, w: it.searchParams.get("RETRYWRITES") };
  } catch (error) {
    return error.name;
  }
};
const ofChassis = (name) => import(pathToFileURL(join(process.cwd(), "packages/chassis/src", name)).href);
const { startTelemetry } = await ofChassis("telemetry.ts");
const telemetry = startTelemetry("menu");
telemetry.meter.createCounter("cups").add(2);
const metrics = await new Promise((resolve) =>
  telemetry.serveMetrics(undefined, { setHeader() {}, end: resolve }),
);
const z = await import(pathToFileURL(createRequire(join(process.cwd(), "packages/contracts/src/x.js")).resolve("zod/mini").replace(".cjs", ".js")).href);
const fault = z.safeParse(z.object({ n: z.int() }), { n: "x" }).error.issues;
const ours = metrics.split("\\n").filter((line) => /cups|target_info/.test(line)).join("\\n");
console.log(JSON.stringify({ read: addresses.map(read), metrics: ours.replace(/\\d{13}/g, "T"), fault }));
`;

const runWith = async (flags: readonly string[]) => {
  const args = [...flags, "--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: repositoryRoot });
  return JSON.parse(stdout);
};

test("a program says the same with what is left out and without it", async () => {
  const isOurs = (flag: string) => !flag.endsWith("without-ballast.ts");
  assert.equal(nodeFlags.filter((flag) => !isOurs(flag)).length, 1);
  const [lean, whole] = await Promise.all([runWith(nodeFlags), runWith(nodeFlags.filter(isOurs))]);
  assert.deepEqual(lean, whole);
  assert.match(lean.metrics, /cups_total.* 2/);
});
