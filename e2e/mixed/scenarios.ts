import type { Scenario } from "./mixed-cafe.ts";

const order = (to: "earlier" | "today", replicas: readonly number[]) =>
  ({ do: "roll", name: "order", replicas, to }) as const;
const serve = { do: "serve" } as const;
const others = ["menu", "member", "barista", "gateway"] as const;

/** Both ways: the earlier order in today's cafe, and today's order in the earlier cafe. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  earlier: {
    about:
      "one order replica of the earlier commit beside today's, everything else today's; rolled on, back and on again",
    all: "today",
    but: [{ name: "order", replica: 0, is: "earlier" }],
    steps: [serve, order("today", [0]), order("earlier", [1, 0]), serve, order("today", [0, 1]), serve],
  },
  today: {
    about:
      "today's order beside one of the earlier commit, everything else earlier; then everything else follows, one by one",
    all: "earlier",
    but: [{ name: "order", replica: 0, is: "today" }],
    steps: [
      ...[serve, order("earlier", [0]), order("today", [0, 1]), serve],
      ...others.map((name) => ({ do: "roll", name, replicas: [0, 1], to: "today" }) as const),
      { do: "roll", name: "auditor", replicas: [0], to: "today" },
      serve,
    ],
  },
};
