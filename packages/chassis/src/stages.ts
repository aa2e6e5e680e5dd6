import { errorFields, type Log } from "./log.ts";

/** A part that is started with the process and stopped with it. */
export type Stage = { start?(): void | Promise<void>; stop?(): void | Promise<void> };

export function createStages(log: Log) {
  const added: { name: string; stage: Stage }[] = [];
  const running: { name: string; stage: Stage }[] = [];
  let isStopping = false;

  return {
    add: (name: string, stage: Stage) => void added.push({ name, stage }),
    async start(): Promise<void> {
      for (const entry of added) {
        // Told to stop while it was still starting.
        if (isStopping) return;
        running.push(entry);
        await entry.stage.start?.();
      }
    },
    /** In reverse order; one that fails to stop does not keep the others from it. */
    async stop(): Promise<void> {
      isStopping = true;
      for (const { name, stage } of running.splice(0).reverse()) {
        try {
          await stage.stop?.();
        } catch (error) {
          log.warn("stage.not-stopped", { stage: name, ...errorFields(error) });
        }
      }
    },
  };
}
