import { join } from "node:path";
import { messageOf, StackFault } from "../stack/fault.ts";
import { orExit, readArguments } from "../stack/read-arguments.ts";
import { repositoryRoot } from "../stack/settings.ts";
import { auditorIn, freshVerdicts } from "./ask-auditor.ts";
import { exitCodeOf, verdictTable } from "./verdict-table.ts";

/**
 * `npm run audit`: what the auditor of a running stack finds, rule by rule, with its evidence. Ends with 1 where a rule
 * is broken, and with 2 where nobody could be asked.
 * `-- --data FOLDER --registry http://127.0.0.1:8761/eureka/ --wait SECONDS`, or `--url` of an auditor.
 */
const { values } = orExit(() =>
  readArguments({
    options: {
      data: { type: "string", default: join(repositoryRoot, "data") },
      registry: { type: "string", default: "http://127.0.0.1:8761/eureka/" },
      url: { type: "string" },
      wait: { type: "string", default: "45" },
    },
  }),
);

try {
  const waitMs = Number(values.wait) * 1_000;
  if (!Number.isFinite(waitMs) || waitMs < 0)
    throw new StackFault(`--wait takes seconds, not ${values.wait}`);
  const url = values.url ?? (await auditorIn(values.registry));
  const { verdicts } = await freshVerdicts({ url, dataDir: values.data, waitMs });
  console.log(verdictTable(verdicts));
  process.exitCode = exitCodeOf(verdicts);
} catch (fault) {
  process.stderr.write(`siren: ${messageOf(fault)}\n`);
  process.exitCode = 2;
}
if (process.connected) process.disconnect();
