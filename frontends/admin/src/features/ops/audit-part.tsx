import { type Verdict, verdicts } from "@siren/contracts/audit";
import { clockTime, useLanguage } from "@siren/web/i18n";
import { Fragment } from "react";
import { useText } from "../../shared/texts.ts";
import { Part, Table, useOps } from "./ops-part.tsx";

/** What the auditor found out about the orders of the last day, with the evidence of what is broken. */
export function AuditPart() {
  const say = useText();
  const { data, error } = useOps("audit", verdicts);
  return (
    <Part title={say("audit")} error={error}>
      <Table heads={[say("rule"), say("verdict"), say("judged")]} label={say("audit")}>
        {data?.verdicts.map((verdict) => (
          <VerdictRows key={verdict.rule} verdict={verdict} />
        ))}
      </Table>
    </Part>
  );
}

function VerdictRows({ verdict: { rule, state, since, judged, broken, findings } }: { verdict: Verdict }) {
  const say = useText();
  const language = useLanguage();
  return (
    <Fragment>
      <tr data-testid={`verdict-${rule}`} data-state={state} data-bad={state === "BROKEN" || undefined}>
        <th scope="row">{say(`rule-${rule}`)}</th>
        <td>
          {say(`verdict${state}`)}
          {broken > 0 ? ` (${broken})` : ""}{" "}
          <span className="soft">{say("verdictSince", { time: clockTime(since, language) })}</span>
        </td>
        <td>{judged}</td>
      </tr>
      {state === "BROKEN"
        ? findings.map(({ subject, why }) => (
            <tr key={subject} data-bad>
              <td className="mono">{subject}</td>
              <td colSpan={2}>{why}</td>
            </tr>
          ))
        : null}
    </Fragment>
  );
}
