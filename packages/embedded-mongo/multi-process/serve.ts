import { startEmbeddedMongo } from "../src/embedded-mongo.ts";

/**
 * `node serve.ts FILE [PORT]`: the engine in a process of its own, so that a test can take a service's store away
 * and give it back while the service lives. Prints its address as a line of JSON; ends with whoever began it.
 */
const [file = "", port = "0"] = process.argv.slice(2);
const store = await startEmbeddedMongo({ file, transport: "tcp", port: Number(port) });
process.stdout.write(`${JSON.stringify({ uri: store.uri })}\n`);
process.on("disconnect", () => void store.close());
