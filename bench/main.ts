import { readOptions, runCommand, UsageFault } from "../e2e/harness/command-line.ts";
import { startTestStack } from "../e2e/harness/stack.ts";
import { benchEdge } from "./edge-overhead.ts";
import { benchTapToReady } from "./tap-to-ready.ts";

/** `npm run bench -- ready --times 50`, `npm run bench -- edge --times 500`: each on a stack of its own. */
const benches = {
  ready: { run: benchTapToReady, times: 50 },
  edge: { run: benchEdge, times: 500 },
};
const isBench = (name: string): name is keyof typeof benches => Object.hasOwn(benches, name);

await runCommand(async (signal) => {
  const [name = "", ...args] = process.argv.slice(2);
  if (!isBench(name)) {
    throw new UsageFault(`npm run bench -- ${Object.keys(benches).join("|")} [--times N], not "${name}"`);
  }
  const { run, times } = benches[name];
  const { numbers } = readOptions(args, { times: { default: times, min: 1, max: 100_000 } }, {});
  await using stack = await startTestStack({ buildPages: false, signal });
  console.log(await run(stack, numbers.times, signal));
  return 0;
});
