import { parentPort, workerData } from "node:worker_threads";
import { openMemoryGround } from "../grounds/memory.ts";
import { openStoredGround } from "../grounds/stored.ts";
import { openWorld } from "../services/open-world.ts";
import { type Trial, tryDays } from "./try-days.ts";

export type DaysWanted = { trial: Trial; folder: string };

const { trial, folder } = workerData as DaysWanted;
const open = async () =>
  openWorld(trial.ground === "stored" ? await openStoredGround(folder) : openMemoryGround());
parentPort?.postMessage(await tryDays(open, trial));
