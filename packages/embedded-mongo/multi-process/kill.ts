// Four processes on one file, then kill -9 at random: --kills N --processes N --count N --seed S.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { killAgainAndAgain } from "./killing.ts";
import { integrityOf, race } from "./race.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "50" },
    processes: { type: "string", default: "4" },
    count: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
  },
});
const folder = await mkdtemp(path.join(tmpdir(), "embedded-mongo-kill-"));
try {
  console.log(`seed ${values.seed}`);
  const raced = path.join(folder, "race.db");
  const outcome = await race(raced, Number(values.processes), Number(values.count));
  console.log({ ...outcome, integrity: integrityOf(raced) });
  const killed = await killAgainAndAgain(path.join(folder, "kill.db"), {
    kills: Number(values.kills),
    seed: Number(values.seed),
    onKill: console.log,
  });
  console.log(killed);
  process.exitCode = killed.lost.length + killed.torn.length + killed.damaged.length > 0 ? 1 : 0;
} finally {
  await rm(folder, { recursive: true, force: true });
}
