import { readOptions, runCommand, UsageFault } from "../e2e/harness/command-line.ts";
import { startTestStack } from "../e2e/harness/stack.ts";
import type { StackOptions } from "../scripts/stack/settings.ts";
import { type Bench, benches, isBench } from "./benches.ts";

/**
 * `npm run bench -- ready --orders 50`, `-- sockets`, `-- idle`, `-- edge --times 500`, `-- orders --seconds 10`,
 * `-- orders --customers 500 --minutes 5`: each on a stack of its own.
 */
await runCommand(async (signal) => {
  const [name = "", ...args] = process.argv.slice(2);
  if (!isBench(name)) {
    throw new UsageFault(`npm run bench -- ${Object.keys(benches).join("|")} [--OPTION N], not "${name}"`);
  }
  const bench: Bench = benches[name];
  const { numbers } = readOptions(args, bench.options, {});
  const options: StackOptions = { buildPages: false, signal, ...bench.stack };
  await using stack = await startTestStack(options);
  console.log(await bench.run(stack, numbers, signal, console.log));
  return 0;
});
