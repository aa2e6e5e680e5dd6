import type { StepRead } from "./read-steps.ts";
import type { Fault } from "./written-file.ts";

/** By these one asker is told from another, and a copy is given to both. */
const asksWho = /"name":"(?:authenticated|anonymous)"/;

/**
 * A step that stands where it is never taken, or is taken for one asker and counts for all, does not do what it says:
 * a guard behind what it should guard is worse than none, because somebody believes in it.
 */
export function outOfOrder(steps: readonly StepRead[]): Fault[] {
  const faults: Fault[] = [];
  let ends: StepRead | undefined;
  let shares: StepRead | undefined;
  for (const step of steps) {
    const { policy, condition, path, text } = step;
    if (ends)
      faults.push({
        path,
        text: `${policy.name} is never taken: ${ends.policy.name} before it answers every request`,
      });
    else if (shares && policy.mayFollowCopies !== true)
      faults.push({
        path,
        text: `${policy.name} has to stand before ${shares.policy.name}: what comes behind that is done for one asker and given to all`,
      });
    else if (shares && asksWho.test(text))
      faults.push({
        path: [...path, "condition"],
        text: `behind ${shares.policy.name} nothing may go by who asks: its answer is given to all`,
      });
    if (policy.endsEach === true && condition === undefined) ends ??= step;
    if (policy.sharesAnswers === true) shares ??= step;
  }
  return faults;
}
