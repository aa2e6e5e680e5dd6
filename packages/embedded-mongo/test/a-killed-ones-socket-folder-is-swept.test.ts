import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { privateFolder, socketIn, sweepLeftFolders } from "../src/socket-folders.ts";

const parent = mkdtempSync(join(tmpdir(), "swept-"));
after(() => rmSync(parent, { recursive: true }));
const inParent = () => {
  const folder = privateFolder(parent);
  assert.ok(folder);
  return folder;
};

test("the folder of one that was killed goes, that of one that lives or is just starting stays", async () => {
  const killed = inParent();
  const listen = `require("node:net").createServer().listen(process.argv[1], () => console.log("listening"))`;
  const child = spawn(process.execPath, ["-e", listen, socketIn(killed)]);
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
  const living = inParent();
  const server = createServer().listen(socketIn(living));
  await once(server, "listening");
  const starting = inParent();

  const areThere = () => [killed, living, starting].map(existsSync);
  await sweepLeftFolders(parent);
  assert.deepEqual(areThere(), [true, true, true], "what is new may be just starting");
  await sweepLeftFolders(parent, Date.now() + 120_000);
  assert.deepEqual(areThere(), [false, true, true]);
  server.close();
  await once(server, "close");
});
