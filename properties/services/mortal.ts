import type { ServiceName } from "../cafe/world.ts";

/** One life of a service's process: what it still does when it is dead never gets any further. */
export type Mortal = {
  readonly name: ServiceName;
  /** Named steps inside the process; at the one where it dies nothing goes on. */
  reach(step: string): Promise<void>;
  /** After so many more named steps. */
  doom(points: number): void;
  spare(): void;
  kill(): void;
  isDead(): boolean;
  /** What the work comes to, or that nobody was left to say. */
  unlessDead<T>(work: Promise<T>): Promise<{ done: T } | "dead">;
};

export function createMortal(name: ServiceName, onDeath: (step: string) => void): Mortal {
  const death = Promise.withResolvers<"dead">();
  let isDead = false;
  let pointsLeft = Number.POSITIVE_INFINITY;
  function die(step: string) {
    if (isDead) return;
    isDead = true;
    onDeath(step);
    death.resolve("dead");
  }
  return {
    name,
    reach(step) {
      pointsLeft -= 1;
      if (!isDead && pointsLeft <= 0) die(step);
      return isDead ? new Promise(() => {}) : Promise.resolve();
    },
    doom(points) {
      pointsLeft = points;
    },
    spare() {
      pointsLeft = Number.POSITIVE_INFINITY;
    },
    kill: () => die("between two steps"),
    isDead: () => isDead,
    unlessDead: (work) =>
      Promise.race([
        death.promise,
        work.then(
          (done) => (isDead ? ("dead" as const) : { done }),
          (error: unknown) => {
            // A connection that was cut off tells nothing about the work.
            if (isDead) return "dead" as const;
            throw error;
          },
        ),
      ]),
  };
}
