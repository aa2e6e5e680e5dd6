import { opsLogLevel, opsLogLevels } from "@siren/contracts/ops";
import { type Dictionary, useSay } from "@siren/web/i18n";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useServices } from "../../shared/services.ts";
import { Table } from "../../shared/table.tsx";
import { useClock } from "./clock.ts";
import { shortName } from "./names.ts";
import { Mark, OpsScreen } from "./ops-piece.tsx";
import { useOpsText } from "./ops-texts.ts";
import { useOps } from "./use-ops.ts";

const logTexts = {
  lead: [
    "프로세스마다 얼마나 자세히 기록하는지예요. 자세한 기록은 10분 뒤 저절로 돌아와요.",
    "How much each process logs. What is raised here falls back by itself after ten minutes.",
  ],
  levels: ["지금", "Now"],
  until: ["{time}까지", "until {time}"],
  change: ["바꾸기", "Change"],
  debug: ["10분간 자세히", "All for 10 min"],
  info: ["보통", "Usual"],
  warn: ["경고만", "Warnings"],
  levelOf: ["{service}: {level}", "{service}: {level}"],
  nobody: ["인스턴스 없음", "no instance"],
  notDone: ["{replicas}에는 닿지 않았어요: {why}", "{replicas} could not be told: {why}"],
} satisfies Dictionary;

const choices = { debug: 600, info: undefined, warn: undefined } as const;
type Level = keyof typeof choices;

export function LogsScreen() {
  const sayOps = useOpsText();
  const say = useSay<typeof logTexts>(logTexts);
  const clock = useClock();
  const { api } = useServices();
  const client = useQueryClient();
  const { data, error } = useOps("log-levels", opsLogLevels, { everyMs: 5_000 });
  const set = useMutation({
    mutationFn: async ({ service, level }: { service: string; level: Level }) => {
      const forS = choices[level];
      const body = { level, ...(forS !== undefined && { forS }) };
      return (await api({ method: "PUT", path: `/ops/log-level/${service}`, answer: opsLogLevel, body }))
        .body;
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["ops", "log-levels"] }),
  });
  // The registry is in no registry, and so nobody can be told of there.
  const shown = data?.services.filter(({ service }) => service !== "discovery") ?? [];
  const untold = set.data?.replicas.filter(({ done }) => !done) ?? [];
  return (
    <OpsScreen title={sayOps("logs")} lead={say("lead")} error={error} isLoading={!data}>
      {set.error ? <FailureNote error={set.error} /> : null}
      {untold.length > 0 ? (
        <Note tone="warn">
          <p>
            {say("notDone", {
              ...{ replicas: untold.map(({ id }) => shortName(id)).join(", "), why: untold[0]?.why ?? "" },
            })}
          </p>
        </Note>
      ) : null}
      <Table label={sayOps("logs")} heads={[sayOps("service"), say("levels"), say("change")]}>
        {shown.map(({ service, replicas }) => (
          <tr key={service} data-testid={`log-${service}`}>
            <th scope="row">{service}</th>
            <td>
              {replicas.length === 0 ? <span className="soft">{say("nobody")}</span> : null}
              <ul className="ops-words">
                {replicas.map(({ id, level, until, why }) => (
                  <li key={id}>
                    <span className="mono">{shortName(id)}</span>{" "}
                    <Mark tone={level === null ? "bad" : level === "info" ? "plain" : "look"}>
                      {level ?? why}
                    </Mark>
                    {until === null ? null : (
                      <span className="soft"> {say("until", { time: clock(until) })}</span>
                    )}
                  </li>
                ))}
              </ul>
            </td>
            <td>
              <fieldset className="segments" aria-label={service}>
                {(Object.keys(choices) as Level[]).map((level) => (
                  <button
                    key={level}
                    type="button"
                    className="segment"
                    aria-label={say("levelOf", { service, level: say(level) })}
                    aria-pressed={replicas.length > 0 && replicas.every((one) => one.level === level)}
                    disabled={replicas.length === 0}
                    data-testid={`log-${service}-${level}`}
                    onClick={() => set.mutate({ service, level })}
                  >
                    {say(level)}
                  </button>
                ))}
              </fieldset>
            </td>
          </tr>
        ))}
      </Table>
    </OpsScreen>
  );
}
