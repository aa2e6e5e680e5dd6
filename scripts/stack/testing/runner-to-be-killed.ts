import { startStack } from "../stack.ts";
import { topology } from "../topology.ts";

const [root = "", dataDir = ""] = process.argv.slice(2);
const stack = await startStack({
  root,
  dataDir,
  topology,
  gatewayPort: 0,
  registryPort: 0,
  buildPages: false,
});
process.send?.({ pids: stack.processes().map((each) => each.pid) });
