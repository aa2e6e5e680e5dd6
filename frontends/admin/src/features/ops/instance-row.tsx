import type { OpsInstance } from "@siren/contracts/ops";
import { Button } from "@siren/web/ui/button";
import { disagrees, failsOnPurpose, type InstanceState, lastSeen, stateOf } from "./instance-state.ts";
import { shortName } from "./names.ts";
import { Mark } from "./ops-piece.tsx";
import { useRegistryText } from "./registry-texts.ts";

const toneOf: Record<InstanceState, "good" | "look" | "bad" | "plain"> = {
  "in-service": "good",
  drained: "look",
  "not-ready": "look",
  unregistered: "bad",
  ghost: "bad",
  outside: "bad",
  gone: "plain",
};

type RowProps = { instance: OpsInstance; now: number; onMeant: (action: "drain" | "restore") => void };

export function InstanceRow({ instance, now, onMeant }: RowProps) {
  const say = useRegistryText();
  const { id, service, registryStatus, answers, status, metadata } = instance;
  const state = stateOf(instance);
  const name = shortName(id);
  const share = failsOnPurpose(metadata, now);
  return (
    <tr
      data-bad={toneOf[state] === "bad" || undefined}
      data-testid="instance"
      data-instance={id}
      data-service={service}
      data-state={state}
    >
      <th scope="row" className="mono">
        {name}
        {metadata.zone ? <span className="soft"> {metadata.zone}</span> : null}
      </th>
      <td>
        <Mark tone={toneOf[state]}>{say(state)}</Mark>
        {share ? <Mark tone="bad">{say("onPurpose", { share })}</Mark> : null}
        {disagrees(instance) ? <Mark tone="look">{say("disagree")}</Mark> : null}
      </td>
      <td className="mono">{registryStatus ?? "–"}</td>
      <td>
        <ul className="ops-words">
          {instance.gateways.map(({ gateway, status: word, ejected }) => (
            <li key={gateway} className="mono">
              {shortName(gateway)} {word}
              {ejected ? <Mark tone="look">{say("ejected")}</Mark> : null}
            </li>
          ))}
        </ul>
      </td>
      <td>{say(answers === null ? "notAsked" : answers ? "answers" : "answersNot")}</td>
      <td data-testid="under-way">
        {instance.gateways.reduce((sum, { inFlight }) => sum + inFlight, 0)}
        <Sockets instance={instance} />
      </td>
      <td>
        <Seen instance={instance} now={now} />
      </td>
      <td>
        {status === "OUT_OF_SERVICE" ? (
          <Button
            look="quiet"
            aria-label={say("restoreOf", { service, instance: name })}
            data-testid="restore"
            onClick={() => onMeant("restore")}
          >
            {say("restore")}
          </Button>
        ) : status === "UP" ? (
          <Button
            look="danger"
            aria-label={say("drainOf", { service, instance: name })}
            data-testid="drain"
            onClick={() => onMeant("drain")}
          >
            {say("drain")}
          </Button>
        ) : null}
      </td>
    </tr>
  );
}

function Sockets({ instance }: { instance: OpsInstance }) {
  const say = useRegistryText();
  const sockets = instance.gateways.reduce((sum, one) => sum + one.sockets, 0);
  return sockets === 0 ? null : <span className="soft"> · {say("sockets", { n: sockets })}</span>;
}

function Seen({ instance, now }: { instance: OpsInstance; now: number }) {
  const say = useRegistryText();
  const { answer, failure } = lastSeen(instance);
  const ago = (atMs: number) => Math.max(0, Math.round((now - atMs) / 1_000));
  if (!answer && !failure) return <span className="soft">{say("never")}</span>;
  const isFailing = failure && failure.atMs > (answer?.atMs ?? 0);
  return (
    <>
      {answer ? say("answerAgo", { word: answer.word, s: ago(answer.atMs) }) : null}
      {isFailing ? (
        <Mark tone="bad">{say("failureAgo", { word: failure.word, s: ago(failure.atMs) })}</Mark>
      ) : null}
    </>
  );
}
