import { opsProblems } from "@siren/contracts/ops";
import { useState } from "react";
import { Table } from "../../shared/table.tsx";
import { useClock } from "./clock.ts";
import { OpsScreen, Unheard } from "./ops-piece.tsx";
import { useOpsText } from "./ops-texts.ts";
import { useTrafficText } from "./traffic-texts.ts";
import { useOps } from "./use-ops.ts";

export function ProblemsScreen() {
  const sayOps = useOpsText();
  const say = useTrafficText();
  const clock = useClock();
  const { data, error } = useOps("problems", opsProblems);
  const [isServerOnly, setServerOnly] = useState(false);
  const shown = data?.problems.filter(({ status }) => !isServerOnly || status >= 500) ?? [];
  const heads = (["code", "status", "route", "times", "last", "request"] as const).map((key) => say(key));
  return (
    <OpsScreen title={sayOps("problems")} lead={say("problemsLead")} error={error} isLoading={!data}>
      <label className="ops-check">
        <input
          type="checkbox"
          checked={isServerOnly}
          onChange={({ target }) => setServerOnly(target.checked)}
        />
        {say("onlyServer")}
      </label>
      <Unheard unheard={data?.unheard} />
      {data && shown.length === 0 ? <p>{say("noProblems")}</p> : null}
      {shown.length > 0 ? (
        <Table label={sayOps("problems")} heads={heads}>
          {shown.map(({ code, status, pipeline, count, lastAtMs, requestId }) => (
            <tr key={`${pipeline} ${status} ${code}`} data-bad={status >= 500 || undefined}>
              <th scope="row" className="mono">
                {code ?? "–"}
              </th>
              <td>{status}</td>
              <td>{pipeline === "edge" ? say("edge") : pipeline}</td>
              <td>{count}</td>
              <td>{clock(lastAtMs)}</td>
              <td className="mono">{requestId}</td>
            </tr>
          ))}
        </Table>
      ) : null}
    </OpsScreen>
  );
}
