import { existsSync } from "node:fs";
import { openStore } from "./src/open-store.ts";
import { StoreRefused } from "./src/store-refused.ts";
import { readStoreUri } from "./src/store-uri.ts";

/**
 * `npm run restored -w packages/store -- URI`: tells the readers of a service's feed that its data came back from a
 * backup. Without it a number that was given twice would pass for the event that they have had under it.
 */
const [uri, ...more] = process.argv.slice(2);
const say = (line: string) => process.stderr.write(`${line}\n`);
const log = {
  info: () => {},
  warn: (event: string, fields = {}) => say(`${event} ${JSON.stringify(fields)}`),
};

async function renew(uri: string): Promise<void> {
  const address = readStoreUri(uri);
  // Opening makes what is not there, and a slip in the path would look like success.
  if (address.kind === "sqlite" && !existsSync(address.file))
    throw new StoreRefused(`${address.file} is not there`);
  const store = await openStore(uri, { log, now: Date.now });
  try {
    await store.feed.renewEpoch();
  } finally {
    await store.close();
  }
}

if (uri === undefined || more.length > 0) {
  say("npm run restored -w packages/store -- sqlite:///path/to/order.db (or mongodb://...)");
  process.exitCode = 2;
} else {
  try {
    await renew(uri);
    console.log("whoever hears its feed starts over from a snapshot");
  } catch (fault) {
    if (!(fault instanceof StoreRefused)) throw fault;
    say(fault.message);
    process.exitCode = 1;
  }
}
