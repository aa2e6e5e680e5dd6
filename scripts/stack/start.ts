import { fromEnvironment } from "./environment.ts";
import { StackFault } from "./fault.ts";
import { helpText, parseStartArguments } from "./options.ts";
import type { StackOptions } from "./settings.ts";
import { type Stack, startStack } from "./stack.ts";
import { tableOf } from "./table.ts";

/** `npm start`: everything up, one table, and everything down again on Ctrl-C. */
const say = (line: string) => process.stdout.write(`${line}\n`);
/** npm, the terminal and the bootstrap may each pass on the same Ctrl-C. */
const sameSignalWithinMs = 1_000;

let stack: Stack | undefined;
let firstSignalAtMs: number | undefined;
const abort = new AbortController();

async function main(): Promise<void> {
  const beganAtMs = Date.now();
  const command = parseStartArguments(process.argv.slice(2));
  if (command.help) {
    say(helpText);
    return;
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => onSignal(signal));
  // The bootstrap is gone, however it went: nobody is left to stop us.
  process.on("disconnect", () => onSignal("disconnect"));
  const options: StackOptions = {
    ...command.options,
    ...fromEnvironment(process.env),
    compileCache: process.env.NODE_COMPILE_CACHE,
    say,
    signal: abort.signal,
  };
  try {
    stack = await startStack(options);
  } catch (fault) {
    if (abort.signal.aborted) {
      say("stopped");
      return;
    }
    throw fault;
  }
  if (abort.signal.aborted) return stopAndExit(stack);
  say(tableOf(stack, { tookMs: Date.now() - beganAtMs }));
}

function onSignal(signal: string): void {
  const now = Date.now();
  if (firstSignalAtMs !== undefined) {
    if (now - firstSignalAtMs < sameSignalWithinMs) return;
    say(`${signal} again: killing what is left`);
    stack?.killEverything();
    process.exit(1);
  }
  firstSignalAtMs = now;
  say("stopping ...");
  abort.abort(new StackFault("stopped while starting"));
  if (stack) void stopAndExit(stack);
}

async function stopAndExit(running: Stack): Promise<void> {
  await running.stop();
  say("stopped");
  process.exit(0);
}

main().then(
  () => {
    // Without this the channel to the bootstrap would keep a finished `--help` alive.
    if (!stack) process.disconnect?.();
  },
  (fault: unknown) => {
    if (!(fault instanceof Error)) throw fault;
    process.stderr.write(`siren: ${fault instanceof StackFault ? fault.message : fault.stack}\n`);
    process.exit(fault instanceof StackFault ? 1 : 70);
  },
);
