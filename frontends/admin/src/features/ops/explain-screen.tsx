import { opsExplanation } from "@siren/contracts/ops";
import { type Dictionary, useSay } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { FailureNote } from "@siren/web/ui/note";
import type { FormEvent } from "react";
import { useSearchParams } from "react-router";
import { useExplainWords } from "./explain-words.ts";
import { Mark, OpsScreen } from "./ops-piece.tsx";
import { useOpsText } from "./ops-texts.ts";
import { useOps } from "./use-ops.ts";

const explainTexts = {
  lead: [
    "어떤 주소로 요청하면 어디로 가고 무엇을 거치는지, 그리고 왜 그런지예요.",
    "Where a request to an address would go, what it would pass, and why.",
  ],
  path: ["주소", "Path"],
  method: ["방식", "Method"],
  explain: ["설명", "Explain"],
  leadsTo: ["{service} 서비스의 {rest} (으)로 가요.", "It goes to {rest} of {service}."],
  nowhere: ["아무 서비스로도 가지 않아요.", "It goes to no service."],
  refused: ["그 전에 {code} (으)로 거절돼요.", "It is refused with {code} before that."],
  passes: ["거치는 것: {policies}", "It passes: {policies}"],
  steps: ["살펴본 순서", "What was looked at, in this order"],
  fits: ["맞음", "fits"],
  fitsNot: ["맞지 않음", "does not fit"],
} satisfies Dictionary;

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

export function ExplainScreen() {
  const sayOps = useOpsText();
  const say = useSay<typeof explainTexts>(explainTexts);
  const words = useExplainWords();
  const [search, setSearch] = useSearchParams();
  const path = search.get("path") ?? "";
  const method = search.get("method") ?? "GET";
  const { data, error } = useOps("explain", opsExplanation, {
    ...{ everyMs: 10_000, enabled: path !== "", query: { path, method } },
  });
  function ask(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const asked = new FormData(event.currentTarget);
    setSearch({ path: String(asked.get("path")), method: String(asked.get("method")) });
  }
  return (
    <OpsScreen title={sayOps("explain")} lead={say("lead")}>
      <div className="ops-forms">
        <form onSubmit={ask} aria-label={sayOps("explain")}>
          <div className="ui-field">
            <label htmlFor="explain-method">{say("method")}</label>
            <select id="explain-method" name="method" defaultValue={method}>
              {methods.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </div>
          <Field
            label={say("path")}
            name="path"
            required
            maxLength={2_000}
            defaultValue={path}
            placeholder="/api/v1/order/orders"
            autoComplete="off"
            spellCheck={false}
            data-testid="explain-path"
          />
          <Button type="submit" data-testid="explain-ask">
            {say("explain")}
          </Button>
        </form>
      </div>
      {error ? <FailureNote error={error} /> : null}
      {data && path !== "" ? (
        <section className="ops-service" data-testid="explanation">
          <p>
            <strong>
              {data.matched
                ? say("leadsTo", { service: data.matched.service, rest: data.matched.rest })
                : say("nowhere")}
            </strong>{" "}
            {data.refused ? <Mark tone="bad">{say("refused", { code: data.refused })}</Mark> : null}
          </p>
          {data.policies.length > 0 ? (
            <p>{say("passes", { policies: data.policies.map(words).join(" → ") })}</p>
          ) : null}
          <h3>{say("steps")}</h3>
          <ol className="ops-steps">
            {data.steps.map(({ endpoint, fits, why }) => (
              <li key={endpoint}>
                <Mark tone={fits ? "good" : "plain"}>{say(fits ? "fits" : "fitsNot")}</Mark>{" "}
                <span className="mono">{words(endpoint)}</span> <span className="soft">{words(why)}</span>
              </li>
            ))}
          </ol>
        </section>
      ) : null}
    </OpsScreen>
  );
}
