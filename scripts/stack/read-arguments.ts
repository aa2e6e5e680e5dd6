import { type ParseArgsConfig, parseArgs } from "node:util";
import { messageOf, StackFault } from "./fault.ts";

/** `parseArgs`, whose refusals are told in one line, with what there is where something else was asked for. */
export function readArguments<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (fault) {
    const [why = ""] = messageOf(fault).split(/[.\n]/);
    const known = Object.keys(config.options ?? {}).map((name) => `--${name}`);
    const isUnknown = why.startsWith("Unknown option") && known.length > 0;
    throw new StackFault(isUnknown ? `${why}: the options are ${known.join(", ")}` : why);
  }
}

/** For a script's first line: whatever a person has to change ends it with that one line. */
export function orExit<T>(read: () => T): T {
  try {
    return read();
  } catch (fault) {
    if (!(fault instanceof StackFault)) throw fault;
    process.stderr.write(`siren: ${fault.message}\n`);
    process.exit(1);
  }
}
