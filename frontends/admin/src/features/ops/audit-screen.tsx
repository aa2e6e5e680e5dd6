import { type Verdict, verdicts } from "@siren/contracts/audit";
import { Fragment } from "react";
import { Table } from "../../shared/table.tsx";
import { useAuditText, useRuleName } from "./audit-texts.ts";
import { useAuditWords } from "./audit-words.ts";
import { useClock } from "./clock.ts";
import { Mark, OpsScreen } from "./ops-piece.tsx";
import { useOpsText } from "./ops-texts.ts";
import { useOps } from "./use-ops.ts";

const toneOf = { HOLDS: "good", BROKEN: "bad", UNKNOWN: "look" } as const;
const worstFirst = { BROKEN: 0, UNKNOWN: 1, HOLDS: 2 };

/** The auditor's promises, the broken ones first, each with what was counted. */
export function AuditScreen() {
  const sayOps = useOpsText();
  const say = useAuditText();
  const clock = useClock();
  const { data, error } = useOps("audit", verdicts);
  const all = data?.verdicts.toSorted((a, b) => worstFirst[a.state] - worstFirst[b.state]) ?? [];
  const count = (state: Verdict["state"]) => all.filter((one) => one.state === state).length;
  const times = Object.entries(data?.readAt ?? {}).map(
    ([service, at]) => `${service} ${at === null ? "–" : clock(at)}`,
  );
  const counts = { holds: count("HOLDS"), broken: count("BROKEN"), unknown: count("UNKNOWN") };
  return (
    <OpsScreen title={sayOps("audit")} lead={say("lead")} error={error} isLoading={!data}>
      {data ? (
        <p>
          <strong>{say("counts", counts)}</strong>{" "}
          <span className="soft">{say("readAt", { times: times.join(" · ") })}</span>
        </p>
      ) : null}
      <Table label={sayOps("audit")} heads={[say("rule"), say("verdict"), say("evidence")]}>
        {all.map((verdict) => (
          <VerdictRows key={verdict.rule} verdict={verdict} />
        ))}
      </Table>
    </OpsScreen>
  );
}

function VerdictRows({ verdict }: { verdict: Verdict }) {
  const { rule, state, since, judged, broken, findings, evidence, waitsFor } = verdict;
  const say = useAuditText();
  const ruleName = useRuleName();
  const words = useAuditWords();
  const clock = useClock();
  return (
    <Fragment>
      <tr data-testid={`verdict-${rule}`} data-state={state} data-bad={state === "BROKEN" || undefined}>
        <th scope="row">{ruleName(rule)}</th>
        <td>
          <Mark tone={toneOf[state]}>{say(state)}</Mark>{" "}
          {broken > 0 ? `${say("brokenTimes", { n: broken })} ` : ""}
          <span className="soft">{say("since", { time: clock(since) })}</span>
        </td>
        <td>
          {evidence === "" ? say("judged", { n: judged }) : words(evidence)}
          {waitsFor === null ? null : <span className="soft"> {words(waitsFor)}</span>}
        </td>
      </tr>
      {state === "BROKEN"
        ? findings.map(({ subject, why }) => (
            <tr key={subject} data-bad>
              <td className="mono">{subject}</td>
              <td colSpan={2}>{words(why)}</td>
            </tr>
          ))
        : null}
    </Fragment>
  );
}
