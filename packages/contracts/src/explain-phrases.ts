import { phrasebook } from "./phrases.ts";

/** Why a gateway takes a request where it takes it. */
export const explainPhrases = {
  "first-page": "no route fits, and it leads to the first page",
  own: "served here, before any route",
  "others-neither": "they do not fit either",
  "first-that-fits": "the first that fits",
  automatic: "no route of the file fits, and it is public",
  "other-host": "the host is not {host}",
  elsewhere: "the path lies elsewhere",
  "another-before": "another stands before it",
  "other-method": "it does not take {method}",
  "condition-refuses": "{policy}, if {when}: the request is refused",
  "condition-depends": "{policy}, if {when}: depends on who asks",
  "condition-taken": "{policy}, if {when}: taken",
  "condition-passed": "{policy}, if {when}: not taken",
  more: "{n} more",
} as const;

export const { says, read } = phrasebook(explainPhrases, ["when"]);
