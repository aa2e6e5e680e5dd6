// Run by mongosh, in the Job `mongo-accounts`: three members become one set, and each service gets its account.
// Plain loops only: mongosh waits for an answer in them by itself, but not in what is given to map or forEach.
// biome-ignore-all lint/correctness/noUndeclaredVariables: connect, print, sleep and quit are mongosh's
const addresses = process.env.MEMBERS.split(",");
const services = ["menu", "member", "barista", "order"];
const setName = "siren";
const secondary = 2;
const giveUpAt = Date.now() + 10 * 60 * 1000;

function asRoot(hosts, options) {
  const password = encodeURIComponent(process.env.ROOT_PASSWORD);
  return connect(`mongodb://root:${password}@${hosts}/admin?serverSelectionTimeoutMS=10000&${options}`);
}

// A member that has just begun, or whose name is not known yet, is asked again.
function patiently(what, ask) {
  for (;;) {
    try {
      const answer = ask();
      if (answer) return answer;
    } catch (error) {
      print(`${what}: ${error.message}`);
    }
    if (Date.now() > giveUpAt) throw new Error(`${what}: given up`);
    sleep(2000);
  }
}

function setUp() {
  const alone = [];
  let isSet = false;
  for (const address of addresses) {
    const member = patiently(address, () => asRoot(address, "directConnection=true"));
    if (member.hello().setName === undefined) alone.push(member);
    else isSet = true;
  }
  // Only when each of them has said that it knows of no set: a second one beside the first would be a second truth.
  if (!isSet) {
    alone[0].adminCommand({
      replSetInitiate: { _id: setName, members: [{ _id: 0, host: addresses[0] }] },
    });
    print("the set is begun");
  }
  const set = patiently("the primary", () => asRoot(addresses.join(","), `replicaSet=${setName}`));
  for (const address of addresses) join(set, address);
  for (const service of services) account(set.getSiblingDB(service), service);
}

function join(set, address) {
  const { config } = set.adminCommand({ replSetGetConfig: 1 });
  let highest = 0;
  for (const { _id, host } of config.members) {
    if (host === address) return;
    highest = Math.max(highest, _id);
  }
  config.version += 1;
  config.members.push({ _id: highest + 1, host: address });
  set.adminCommand({ replSetReconfig: config });
  // One after the other: until a member has copied everything it counts for nothing.
  patiently(`${address} copies`, () => {
    for (const { name, state } of set.adminCommand({ replSetGetStatus: 1 }).members)
      if (name === address && state === secondary) return true;
    return false;
  });
  print(`${address} has joined`);
}

function account(db, service) {
  const pwd = process.env[`PASSWORD_OF_${service.toUpperCase()}`];
  if (!pwd) throw new Error(`no password for ${service}`);
  // Its own database, and nothing else in it but data and indexes.
  const roles = [{ role: "readWrite", db: service }];
  if (db.getUser(service)) db.updateUser(service, { pwd, roles });
  else db.createUser({ user: service, pwd, roles });
  print(`${service} has its account`);
}

try {
  setUp();
} catch (error) {
  print(`not set up: ${error.message}`);
  quit(1);
}
