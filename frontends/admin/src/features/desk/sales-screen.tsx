import { salesReport } from "@siren/contracts/barista";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { useServices } from "../../shared/services.ts";
import { DayPicker } from "./day-picker.tsx";
import { Asked, Part } from "./desk-parts.tsx";
import { Report } from "./sales-report.tsx";
import { useSalesText } from "./sales-texts.ts";
import { isDay, seoulDay } from "./seoul-time.ts";

const lookAgainMs = 30_000;

/** A business day of the store, in figures to be read and to be taken away. */
export function SalesScreen({ storeId }: { storeId: string }) {
  const say = useSalesText();
  const { api, now } = useServices();
  const [query, setQuery] = useSearchParams();
  const asked = query.get("day");
  const day = asked !== null && isDay(asked) ? asked : null;
  const report = useQuery({
    queryKey: ["desk", storeId, "sales", day],
    refetchInterval: lookAgainMs,
    queryFn: async ({ signal }) => {
      const search = day === null ? "" : `?${new URLSearchParams({ day })}`;
      const path = `/barista/stores/${encodeURIComponent(storeId)}/sales${search}`;
      return (await api({ method: "GET", path, answer: salesReport, signal })).body;
    },
  });
  const shown = day ?? report.data?.day ?? seoulDay(now());
  return (
    <Part title={say("sales")} lead={say("salesLead")}>
      <DayPicker
        key={shown}
        day={shown}
        today={seoulDay(now())}
        onPick={(picked) => setQuery(picked === null ? {} : { day: picked })}
      />
      <Asked query={report}>{(data) => <Report {...{ storeId, report: data }} />}</Asked>
    </Part>
  );
}
