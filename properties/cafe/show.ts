import type { Sequence, Step } from "./steps.ts";

const customers = ["Ana's order", "Ana's second order", "the guest's order"] as const;
const whose = (which: number) => customers[which] ?? `order ${which}`;

/** A counterexample as somebody would tell it. */
export function showSequence({ balance_krw, cakes, steps, ending }: Sequence): string {
  const lines = [
    `a card with ${balance_krw} won; ${cakes === null ? "cakes are not counted" : `${cakes} cakes`}`,
    ...steps.map(showStep),
    `all faults end; ${ending}`,
  ];
  return lines.map((line, i) => `  ${String(i).padStart(3)}. ${line}`).join("\n");
}

const hears = (name: string, way: string) => (way === "heard" ? "" : `, ${name}: ${way}`);

function showStep(step: Step): string {
  switch (step.act) {
    case "place":
      return `place ${whose(step.which)} by ${step.pays}${hears("member", step.member)}`;
    case "carry":
      return `${step.hearing.by} hears ${step.hearing.feed}, the page ${step.fate}`;
    case "everything is heard":
    case "what was late arrives":
      return step.act;
    case "next tap":
      return `barista ${step.by} does what is next for ${whose(step.which)}`;
    case "tap":
      return `barista ${step.by} taps ${step.verb}, cup ${step.unit} of ${whose(step.which)}${step.isRepeat ? ", twice" : ""}`;
    case "cancel":
      return `cancel ${whose(step.which)}${hears("barista", step.barista)}`;
    case "move":
      return `move ${whose(step.which)} to store ${step.to}${hears("barista", step.barista)}`;
    case "picked up":
    case "pay at counter":
      return `${step.act}: ${whose(step.which)}`;
    case "refund":
      return `the manager gives back ${step.part} of ${whose(step.which)}, key ${step.key}`;
    case "top up":
      return `top up ${step.amount_krw} won`;
    case "stock":
      return `store ${step.store} says of its cakes: ${JSON.stringify(step.word)}`;
    case "wait":
      return `${step.ms / 1_000} s pass`;
    case "timers":
      return `${step.of}'s timers fire${hears("member", step.member)}${hears("barista", step.barista)}`;
    case "crash":
      return `${step.of} dies ${step.afterPoints === 0 ? "now" : `${step.afterPoints} named steps later`}${step.awayForSteps > 0 ? `, away for ${step.awayForSteps} steps` : ""}`;
  }
}
