import "./report.css";
import { salesReport } from "@siren/contracts/barista";
import { ApiProblem } from "@siren/web/failures";
import { localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { FailureNote, Note } from "@siren/web/ui/note";
import { Skeleton } from "@siren/web/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { Link, useParams } from "react-router";
import { useStores } from "../../shared/queries.ts";
import { useServices } from "../../shared/services.ts";
import { ShiftReport } from "./shift-report.tsx";
import { inputOf, instantOf, isShift, lastHours, type Times } from "./shift-times.ts";
import { useReportText } from "./texts.ts";

const offeredHours = [4, 8, 12];

/** What a shift leaves to the next one: for its manager, on the screen or on paper. */
export function ShiftScreen() {
  const say = useReportText();
  const language = useLanguage();
  const { storeId = "" } = useParams();
  const { api, now } = useServices();
  const [times, setTimes] = useState<Times>(() => lastHours(8, now()));
  const store = useStores().data?.find((each) => each.storeId === storeId);
  const title = say("title");
  useEffect(() => {
    document.title = `${title} · Siren`;
  }, [title]);
  const { from, to } = times;
  const path = `/barista/stores/${encodeURIComponent(storeId)}/sales?from=${from}&to=${to}`;
  const report = useQuery({
    queryKey: ["shift", storeId, from, to],
    queryFn: async ({ signal }) => (await api({ method: "GET", path, answer: salesReport, signal })).body,
  });
  const isRefused = report.error instanceof ApiProblem && report.error.problem.status === 403;
  return (
    <div className="report">
      <p className="report-back">
        <Link to={`/stores/${encodeURIComponent(storeId)}`} className="ui-link">
          {say("back")}
        </Link>
      </p>
      <h1>
        {title} <small>{store ? localised(store.name, language) : storeId}</small>
      </h1>
      <ShiftForm key={`${from}-${to}`} times={times} onAsk={setTimes} />
      {report.isPending ? <Skeleton height="14rem" /> : null}
      {isRefused ? (
        <Note tone="bad">
          <p data-testid="shift-refused">{say("managersOnly")}</p>
          <small>{(report.error as ApiProblem).code}</small>
        </Note>
      ) : null}
      {report.error && !isRefused ? (
        <>
          <h2>{say("failed")}</h2>
          <FailureNote error={report.error} />
        </>
      ) : null}
      {report.data ? <ShiftReport report={report.data} /> : null}
    </div>
  );
}

function ShiftForm({ times, onAsk }: { times: Times; onAsk: (times: Times) => void }) {
  const say = useReportText();
  const { now } = useServices();
  const [entered, setEntered] = useState({ from: inputOf(times.from), to: inputOf(times.to) });
  const [isWrong, setIsWrong] = useState(false);
  function submit(event: FormEvent): void {
    event.preventDefault();
    const wished = { from: instantOf(entered.from), to: instantOf(entered.to) };
    setIsWrong(!isShift(wished));
    if (isShift(wished)) onAsk(wished);
  }
  return (
    <form className="report-times" onSubmit={submit} noValidate>
      {(["from", "to"] as const).map((end) => (
        <Field
          key={end}
          label={say(end)}
          type="datetime-local"
          value={entered[end]}
          error={isWrong && end === "to" ? say("wrongTimes") : undefined}
          onChange={({ target }) => setEntered({ ...entered, [end]: target.value })}
        />
      ))}
      <Button type="submit">{say("ask")}</Button>
      {offeredHours.map((n) => (
        <Button key={n} look="quiet" onClick={() => onAsk(lastHours(n, now()))}>
          {say("lastHours", { n })}
        </Button>
      ))}
      <Button look="quiet" onClick={() => window.print()}>
        {say("print")}
      </Button>
    </form>
  );
}
