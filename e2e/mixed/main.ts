import { readOptions, runCommand, UsageFault } from "../harness/command-line.ts";
import { judgeEvents } from "./events-both-ways.ts";
import { runScenario, type Verdict } from "./mixed-cafe.ts";
import { checkOut } from "./other-version.ts";
import { scenarios } from "./scenarios.ts";

/** `npm run mixed -- --from COMMIT`: an earlier commit and this tree in one cafe, both ways. */
await runCommand((signal) =>
  mixed(signal).catch((fault: unknown) => {
    if (!signal.aborted) throw fault;
    console.log("stopped before the end: nothing was judged");
    return 1;
  }),
);

async function mixed(signal: AbortSignal): Promise<number> {
  const { numbers, texts } = readOptions(
    process.argv.slice(2),
    {
      guests: { default: 3, min: 1, max: 20 },
      seconds: { default: 6, min: 1, max: 120 },
    },
    { from: "HEAD~1", only: "" },
  );
  const chosen = Object.entries(scenarios).filter(([name]) => texts.only === "" || texts.only === name);
  if (chosen.length === 0)
    throw new UsageFault(`--only ${texts.only} is none of ${Object.keys(scenarios).join(", ")}`);
  using earlier = await checkOut(texts.from, console.log);
  console.log(`earlier: ${earlier.about}\n`);
  let isGreen = true;
  const tell = ({ promise, holds, found }: Verdict) => {
    console.log(`${holds ? "holds " : "BROKEN"}  ${promise}: ${found}`);
    isGreen &&= holds;
  };
  for (const verdict of await judgeEvents(earlier.tree)) tell(verdict);
  for (const [name, scenario] of chosen) {
    console.log(`\n${name}: ${scenario.about}`);
    const { guests, seconds: serveSeconds } = numbers;
    const running = { earlierTree: earlier.tree, guests, serveSeconds, signal, say: console.log };
    for (const verdict of await runScenario(scenario, running)) tell(verdict);
  }
  return isGreen ? 0 : 1;
}
