import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { repositoryRoot } from "../stack/settings.ts";
import { withStore } from "./install-secrets.ts";

const script = readFileSync(join(repositoryRoot, "k8s/overlays/cluster/mongo/set-up.js"), "utf8");
const addresses = ["mongo-0.mongo:27017", "mongo-1.mongo:27017", "mongo-2.mongo:27017"];

type Member = { _id: number; host: string };
type Command = {
  replSetInitiate?: { members: Member[] };
  replSetReconfig?: { version: number; members: Member[] };
  replSetGetConfig?: 1;
  replSetGetStatus?: 1;
};

/** Three mongods as the script sees them: `connect` and what it asks of a database, and nothing else. */
function threeMongods(first: { members?: string[]; away?: string } = {}) {
  let config = first.members && {
    version: 7,
    members: first.members.map((host, _id): Member => ({ _id, host })),
  };
  const accounts = new Map<string, { pwd: string; roles: { role: string; db: string }[] }>();
  const told: string[] = [];
  let quitWith = 0;
  let nowMs = 0;
  const isIn = (host: string) => config?.members.some((one) => one.host === host) === true;

  function connect(uri: string) {
    const { hosts, options } = /@(?<hosts>[^/]+)\/admin\?(?<options>.+)$/.exec(uri)?.groups ?? {};
    const isDirect = options?.includes("directConnection=true");
    if (first.away && hosts === first.away) throw new Error("connect ECONNREFUSED");
    if (!isDirect && !config) throw new Error("no primary");
    assert.match(uri, /^mongodb:\/\/root:a%2Fb@/);
    const database = (name: string) => ({
      hello: () => (isIn(hosts ?? "") ? { setName: "siren" } : {}),
      getSiblingDB: database,
      getUser: (user: string) => (accounts.has(`${name}.${user}`) ? { user } : null),
      createUser({ user, ...account }: { user: string; pwd: string; roles: { role: string; db: string }[] }) {
        assert.equal(accounts.has(`${name}.${user}`), false);
        accounts.set(`${name}.${user}`, account);
      },
      updateUser: (user: string, account: { pwd: string; roles: { role: string; db: string }[] }) =>
        void accounts.set(`${name}.${user}`, account),
      adminCommand(command: Command) {
        if (command.replSetInitiate) {
          assert.equal(config, undefined, "a second set");
          config = { version: 1, members: command.replSetInitiate.members };
        } else if (command.replSetReconfig) {
          assert.equal(command.replSetReconfig.version, (config?.version ?? 0) + 1);
          assert.equal(command.replSetReconfig.members.length, (config?.members.length ?? 0) + 1);
          config = command.replSetReconfig;
        } else if (command.replSetGetConfig) return { config: structuredClone(config) };
        else return { members: config?.members.map(({ host }) => ({ name: host, state: 2 })) };
        return {};
      },
    });
    return database("admin");
  }

  return {
    accounts,
    told,
    members: () => config?.members.map(({ host }) => host),
    run(passwords: (service: string) => string = (service) => `of ${service}`): number {
      quitWith = 0;
      const env: Record<string, string> = { MEMBERS: addresses.join(","), ROOT_PASSWORD: "a/b" };
      for (const name of withStore) env[`PASSWORD_OF_${name.toUpperCase()}`] = passwords(name);
      runInNewContext(script, {
        ...{ connect, encodeURIComponent, process: { env }, Date: { now: () => nowMs } },
        print: (line: string) => told.push(line),
        sleep: (ms: number) => (nowMs += ms),
        quit: (code: number) => (quitWith = code),
      });
      return quitWith;
    },
  };
}

test("three that have just begun become a set, and each service may write its own database only", () => {
  const mongods = threeMongods();
  assert.equal(mongods.run(), 0);
  assert.deepEqual(mongods.members(), addresses);
  assert.deepEqual([...mongods.accounts.keys()].sort(), withStore.map((name) => `${name}.${name}`).sort());
  for (const name of withStore)
    assert.deepEqual(JSON.parse(JSON.stringify(mongods.accounts.get(`${name}.${name}`))), {
      ...{ pwd: `of ${name}`, roles: [{ role: "readWrite", db: name }] },
    });
});

test("a second run changes nothing but a password that is another one by now", () => {
  const mongods = threeMongods();
  mongods.run();
  assert.equal(
    mongods.run((service) => `new ${service}`),
    0,
  );
  assert.deepEqual(mongods.members(), addresses);
  assert.equal(mongods.accounts.get("order.order")?.pwd, "new order");
});

test("one that lost its data joins the set that there is, also when it is the first", () => {
  const mongods = threeMongods({ members: addresses.slice(1) });
  assert.equal(mongods.run(), 0);
  assert.deepEqual(mongods.members(), [...addresses.slice(1), addresses[0]]);
});

test("while one cannot be asked, no set is begun", () => {
  const mongods = threeMongods({ away: addresses[2] ?? "" });
  assert.equal(mongods.run(), 1);
  assert.equal(mongods.members(), undefined);
  assert.match(mongods.told.at(-1) ?? "", /not set up: mongo-2\.mongo:27017: given up/);
});
