import { type OpsFeeds, replayed } from "@siren/contracts/ops";
import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { useServices } from "../../shared/services.ts";
import { Table } from "../../shared/table.tsx";
import { useClock } from "./clock.ts";
import { useFeedsText } from "./feeds-texts.ts";
import { replayAll } from "./replay-all.ts";

type Letter = OpsFeeds["deadLetters"][number];

export function DeadLetters({ letters }: { letters: readonly Letter[] }) {
  const say = useFeedsText();
  const { api } = useServices();
  const client = useQueryClient();
  const replay = async ({ consumer, eventId }: Letter) => {
    const path = `/ops/feeds/${consumer}/dead-letters/${eventId}/replay`;
    return (await api({ method: "POST", path, answer: replayed, timeoutMs: 15_000 })).body;
  };
  const again = useMutation({
    mutationFn: (wanted: readonly Letter[]) => replayAll(wanted, replay),
    onSettled: () => client.invalidateQueries({ queryKey: ["ops", "feeds"] }),
  });
  const heads = (["event", "about", "consumer", "attempts", "at", "why"] as const).map((key) => say(key));
  return (
    <section className="ops-service" data-testid="dead-letters">
      <h3>{say("letters")}</h3>
      <p className="soft">{say("lettersLead")}</p>
      {again.error ? <FailureNote error={again.error} /> : null}
      {again.data ? (
        <Note tone={again.data.failed === 0 ? "plain" : "warn"}>
          <p data-testid="replayed">
            {again.data.failed === 0
              ? say("done", { n: again.data.replayed })
              : say("failedAgain", { n: again.data.replayed, failed: again.data.failed })}
          </p>
        </Note>
      ) : null}
      {letters.length === 0 ? <p>{say("noLetters")}</p> : null}
      {letters.length > 1 ? (
        <Button
          look="quiet"
          busy={again.isPending}
          data-testid="replay-all"
          onClick={() => again.mutate(letters)}
        >
          {say("replayAll", { n: letters.length })}
        </Button>
      ) : null}
      {letters.length > 0 ? (
        <Table label={say("letters")} heads={[...heads, say("replay")]}>
          {letters.map((letter) => (
            <LetterRow
              key={`${letter.consumer} ${letter.eventId}`}
              letter={letter}
              busy={again.isPending}
              onReplay={() => again.mutate([letter])}
            />
          ))}
        </Table>
      ) : null}
    </section>
  );
}

function LetterRow({ letter, busy, onReplay }: { letter: Letter; busy: boolean; onReplay: () => void }) {
  const say = useFeedsText();
  const clock = useClock();
  const { consumer, type, aggregateId, seq, attempts, parkedAt, error, eventId } = letter;
  return (
    <tr data-bad data-testid="dead-letter" data-event={eventId} data-about={aggregateId}>
      <th scope="row" className="mono">
        {type} #{seq}
      </th>
      <td className="mono">
        {aggregateId.startsWith("ord_") ? (
          <Link to={`/ops/journey?order=${aggregateId}`}>{aggregateId}</Link>
        ) : (
          aggregateId
        )}
      </td>
      <td>{consumer}</td>
      <td>{attempts}</td>
      <td>{clock(parkedAt)}</td>
      <td>{error}</td>
      <td>
        <Button
          look="quiet"
          busy={busy}
          aria-label={say("replayOf", { type, about: aggregateId })}
          data-testid="replay"
          onClick={onReplay}
        >
          {say("replay")}
        </Button>
      </td>
    </tr>
  );
}
