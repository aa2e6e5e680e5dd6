import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, test } from "node:test";
import { fromEnvironment } from "./environment.ts";
import { parseStartArguments } from "./options.ts";
import { freePort } from "./ports.ts";
import { startStack } from "./stack.ts";
import { fakeRepository } from "./testing/fake-back-end.ts";

const fake = fakeRepository();
after(() => fake.remove());

const { options } = fake;

const refusals: [args: string, message: RegExp][] = [
  ["--replica order=2", /Unknown option '--replica': npm start -- --help/],
  ["something", /Unexpected argument 'something'/],
  ["--data", /--data <value>' argument missing/],
  ["--replicas orders=2", /--replicas names orders: the processes are discovery, /],
  ["--replicas order=0", /--replicas order=0 is not name=1 to name=9/],
  ["--replicas order=2,order=3", /--replicas names order twice/],
  ["--replicas order=2 --only discovery,gateway", /--replicas names order, which --only leaves out/],
  ["--only coffee", /--only names coffee/],
  ["--gateway-port 99999", /--gateway-port 99999 is not a port/],
  ["--gateway-port -1", /'--gateway-port' argument is ambiguous: npm start -- --help/],
  ["--registry-port http", /--registry-port http is not a port/],
  ["--seed full", /--seed full is unknown: demo or empty/],
];

for (const [args, message] of refusals) {
  test(`npm start -- ${args} is refused`, () => {
    assert.throws(
      () => parseStartArguments(args.split(" ")),
      (fault: Error) => message.test(fault.message) && !fault.message.includes("\n"),
    );
  });
}

const wrongSurroundings: [key: string, value: string][] = [
  ["REGISTRY", "consul"],
  ["REGISTRY", "zookeeper:http://a"],
  ["REGISTRY", "eureka:http://a:8761,b:8761"],
  ["REGISTRY", "consul:http://a,http://:s3cret@b"],
  ["REGISTRY", "consul:http://a/path"],
  ["REGISTRY_LEASE_S", "abc"],
  ["REGISTRY_LEASE_S", "10/15"],
  ["LOG_LEVEL", "loud"],
];

for (const [key, value] of wrongSurroundings) {
  test(`${key}=${value} is refused`, () => {
    assert.throws(
      () => fromEnvironment({ [key]: value }),
      ({ message }: Error) => message.startsWith(`${key}=`) && !/\n|s3cret/.test(message),
    );
  });
}

test("a lease that can be kept is understood", () => {
  assert.deepEqual(fromEnvironment({ REGISTRY_LEASE_S: "30/90" }), {});
});

test("an outside registry, one or several addresses of it, is understood", () => {
  for (const registry of ["eureka:http://a:8761/eureka/,https://me:word@b", "consul:http://127.0.0.1:8500"]) {
    assert.deepEqual(fromEnvironment({ REGISTRY: registry }), { registry });
  }
});

test("all options together are understood", () => {
  const parsed = parseStartArguments(
    "--replicas order=2,barista=3 --data d --gateway-port 80 --registry-port 0 --host 0.0.0.0 --https --seed empty".split(
      " ",
    ),
  );
  assert.deepEqual(parsed, {
    help: false,
    options: {
      replicas: { order: 2, barista: 3 },
      dataDir: "d",
      gatewayPort: 80,
      registryPort: 0,
      host: "0.0.0.0",
      https: true,
      seed: "empty",
    },
  });
});

test("a port in use is named, with the option that chooses another", async () => {
  const holder = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => holder.once("listening", resolve));
  const address = holder.address();
  const port = typeof address === "object" && address ? address.port : 0;
  await assert.rejects(
    startStack({ ...options, registryPort: port }),
    new RegExp(`port ${port} of discovery is in use: free it, or choose another with --registry-port N`),
  );
  holder.close();
});

test("two processes that want the same port are named before anything starts", async () => {
  const port = await freePort("127.0.0.1");
  const dataDir = join(fake.root, "same-port");
  await assert.rejects(
    startStack({ ...options, dataDir, gatewayPort: port, registryPort: port }),
    new RegExp(`port ${port} is wanted by both gateway and discovery: choose another with --registry-port N`),
  );
  await assert.rejects(
    startStack({
      ...options,
      dataDir,
      gatewayPort: port,
      registryPort: port - 10,
      replicas: { discovery: 2 },
    }),
    /is wanted by both gateway and discovery \(replica 1\)/,
  );
  assert.equal(existsSync(dataDir), false);
});

test("a replica whose port would be beyond the last one is named before anything starts", async () => {
  const dataDir = join(fake.root, "beyond");
  await assert.rejects(startStack({ ...options, dataDir, gatewayPort: 65_535, replicas: { gateway: 2 } }), {
    message: "port 65545 of gateway (replica 1) is beyond 65535: choose a lower one with --gateway-port N",
  });
  assert.equal(existsSync(dataDir), false);
});

test("a second start on the same data folder is refused while the first runs", async () => {
  const first = await startStack({ ...options, dataDir: "locked", only: ["discovery"] });
  await assert.rejects(
    startStack({ ...options, dataDir: "locked", only: ["discovery"] }),
    new RegExp(`in use by another running stack \\(process ${process.pid}\\)`),
  );
  await first.stop();
});

test("a data folder that cannot be written is named", async () => {
  const file = join(fake.root, "not-a-folder");
  writeFileSync(file, "");
  await assert.rejects(
    startStack({ ...options, dataDir: join(file, "data") }),
    /cannot be written \(ENOTDIR\)/,
  );
});

test("a data folder where nobody may make one is named, and not tried for ever", {
  skip: process.platform !== "linux" && "only Linux has a /proc",
}, async () => {
  await assert.rejects(
    startStack({ ...options, dataDir: "/proc/siren/data" }),
    /cannot be written \(ENOENT\)/,
  );
});

test("a key file that was damaged is named, and left as it is", async () => {
  const dataDir = join(fake.root, "damaged");
  const first = await startStack({ ...options, dataDir, only: ["discovery"] });
  await first.stop();
  writeFileSync(join(dataDir, "secrets", "token-key.jwk.json"), "{");
  rmSync(join(dataDir, "secrets", "identity-menu.jwk.json"));
  await assert.rejects(
    startStack({ ...options, dataDir, only: ["discovery"] }),
    /token-key\.jwk\.json is not an Ed25519 key/,
  );
  assert.equal(existsSync(join(dataDir, "secrets", "identity-menu.jwk.json")), false);
});

const filesUnder = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).sort((a, b) => (a < b ? -1 : 1));

test("a start that is refused after the folder was locked leaves of it what was there before", async () => {
  const page = join(fake.root, "frontends", "client");
  mkdirSync(page, { recursive: true });
  writeFileSync(join(page, "index.html"), "a page that cannot be built: there is no lockfile here");
  const cannotBuild = { ...options, buildPages: true };
  const above = join(fake.root, "made-for-nothing");
  await assert.rejects(startStack({ ...cannotBuild, dataDir: join(above, "data") }), /ENOENT/);
  assert.equal(existsSync(above), false);

  const dataDir = join(fake.root, "has-something");
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, "note.txt"), "mine");
  await assert.rejects(startStack({ ...cannotBuild, dataDir }), /ENOENT/);
  rmSync(join(fake.root, "frontends"), { recursive: true });
  assert.deepEqual(filesUnder(dataDir), ["note.txt"]);

  writeFileSync(join(dataDir, "logs"), "no folder");
  const before = filesUnder(dataDir);
  await assert.rejects(startStack({ ...options, dataDir }), /no logs can be kept in .*logs \(EEXIST\)/);
  assert.deepEqual(filesUnder(dataDir), before);
});

test("in a folder that others may look into, no file is for others", async () => {
  const dataDir = join(fake.root, "open");
  mkdirSync(join(dataDir, "logs"), { recursive: true });
  for (const folder of [dataDir, join(dataDir, "logs")]) chmodSync(folder, 0o755);
  const stack = await startStack({ ...options, dataDir, only: ["discovery"] });
  // The fake processes' own notes apart: real ones begin with a umask.
  const files = filesUnder(dataDir).filter((file) => file !== "moments.txt");
  const open = files.filter((file) => statSync(join(dataDir, file)).mode & 0o077);
  await stack.stop();
  assert.deepEqual(open, []);
});

test("other machines are not let in to the demo accounts", async () => {
  await assert.rejects(startStack({ ...options, host: "0.0.0.0" }), /add --seed empty/);
});

test("what runs without a registry is waited for until it listens, not longer", async () => {
  const stack = await startStack({ ...options, dataDir: "alone", only: ["menu"] });
  assert.equal(stack.process("menu").state, "listening");
  assert.equal(stack.registryUrl, undefined);
  await stack.stop();
});
