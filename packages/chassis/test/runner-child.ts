import { baseConfig } from "../src/base-config.ts";
import { readConfig } from "../src/config.ts";
import { createBackEnd } from "../src/create-back-end.ts";
import { runMain } from "../src/runner.ts";
import { integer } from "../src/settings.ts";

/** A process for the runner's tests: what it does on the way is chosen by FAULT. */
const fault = process.env.FAULT;

const config = () =>
  readConfig(
    { ...baseConfig, cups: integer("CUPS", { about: "how many cups there are", min: 1, max: 9 }) },
    process.env,
  );

await runMain("order", config, async () => {
  const backEnd = await createBackEnd({ name: "order", config: config(), isPublic: true });
  backEnd.stage("chosen", {
    async start() {
      if (fault === "start") throw new Error("the stage could not start");
      backEnd.log.info("stage.begun");
      if (fault === "slow start") await new Promise((resolve) => setTimeout(resolve, 60_000));
    },
    async stop() {
      if (fault === "stuck stop") await new Promise(() => {});
      if (fault === "failing stop") throw new Error("the stage could not stop");
    },
  });
  if (fault === "later") setTimeout(() => Promise.reject(new Error("nobody caught this")), 50);
  return backEnd;
});
