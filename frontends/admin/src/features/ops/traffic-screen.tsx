import { opsRoutes } from "@siren/contracts/ops";
import { useId, useState } from "react";
import { Table } from "../../shared/table.tsx";
import { figure } from "./names.ts";
import { OpsScreen, Unheard } from "./ops-piece.tsx";
import { useOpsText } from "./ops-texts.ts";
import { TrafficCharts } from "./traffic-charts.tsx";
import { useTrafficText } from "./traffic-texts.ts";
import { useOps } from "./use-ops.ts";

export function TrafficScreen() {
  const sayOps = useOpsText();
  const say = useTrafficText();
  const pickId = useId();
  const { data, error } = useOps("routes", opsRoutes);
  const [chosen, setChosen] = useState("");
  const pipelines = [...new Set(data?.routes.map(({ pipeline }) => pipeline))].sort();
  const ms = (value: number) => sayOps("ms", { n: figure(value) });
  const heads = [
    say("route"),
    say("leadsTo"),
    say("rate"),
    "p50",
    "p95",
    "p99",
    say("refused"),
    say("failed"),
  ];
  return (
    <OpsScreen title={sayOps("traffic")} lead={say("lead")} error={error} isLoading={!data}>
      <div className="ops-pick">
        <label htmlFor={pickId}>{say("of")}</label>
        <select
          id={pickId}
          value={chosen}
          data-testid="pipeline"
          onChange={({ target }) => setChosen(target.value)}
        >
          <option value="">{say("all")}</option>
          {pipelines.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <TrafficCharts key={chosen} {...(chosen !== "" && { pipeline: chosen })} />
      <Unheard unheard={data?.unheard} />
      <Table label={sayOps("traffic")} heads={heads}>
        {data?.routes.map(({ path, pipeline, service, lately }) => (
          <tr key={path} data-bad={(lately?.errors ?? 0) > 0 || undefined}>
            <th scope="row" className="mono">
              {path}
            </th>
            <td>{service === pipeline ? service : `${pipeline} → ${service}`}</td>
            {lately ? (
              <>
                <td>{figure(lately.perSecond)}</td>
                <td>{ms(lately.p50Ms)}</td>
                <td>{ms(lately.p95Ms)}</td>
                <td>{ms(lately.p99Ms)}</td>
                <td>{lately.refused}</td>
                <td>{lately.errors}</td>
              </>
            ) : (
              <td colSpan={6} className="soft">
                {say("noneYet")}
              </td>
            )}
          </tr>
        ))}
      </Table>
    </OpsScreen>
  );
}
