import { type OpsFeeds, opsFeeds } from "@siren/contracts/ops";
import { Table } from "../../shared/table.tsx";
import { DeadLetters } from "./dead-letters.tsx";
import { useFeedsText } from "./feeds-texts.ts";
import { Mark, OpsScreen } from "./ops-piece.tsx";
import { useOpsText } from "./ops-texts.ts";
import { useOps } from "./use-ops.ts";

export function FeedsScreen() {
  const sayOps = useOpsText();
  const say = useFeedsText();
  const { data, error } = useOps("feeds", opsFeeds);
  const heads = (["feed", "consumer", "head", "seq", "lag", "setAside"] as const).map((key) => say(key));
  return (
    <OpsScreen title={sayOps("feeds")} lead={say("lead")} error={error} isLoading={!data}>
      <Table label={sayOps("feeds")} heads={heads}>
        {data?.feeds.flatMap(({ feed, head, consumers }) =>
          consumers.map((one) => (
            <FeedRow key={`${feed} ${one.consumer}`} feed={feed} head={head} one={one} />
          )),
        )}
      </Table>
      {data ? <DeadLetters letters={data.deadLetters} /> : null}
    </OpsScreen>
  );
}

type FeedRowProps = {
  feed: string;
  head: number | null;
  one: OpsFeeds["feeds"][number]["consumers"][number];
};

function FeedRow({ feed, head, one: { consumer, seq, lag, deadLetters, why } }: FeedRowProps) {
  const say = useFeedsText();
  const sayOps = useOpsText();
  return (
    <tr
      data-testid="feed"
      data-feed={feed}
      data-consumer={consumer}
      data-bad={(deadLetters ?? 0) > 0 || undefined}
    >
      <th scope="row">{feed}</th>
      <td>{consumer}</td>
      <td>{head ?? "–"}</td>
      <td>{seq ?? "–"}</td>
      <td>
        {lag === null ? (
          <Mark tone="look">{why ?? sayOps("notKnown")}</Mark>
        ) : lag === 0 ? (
          <Mark tone="good">{say("caughtUp")}</Mark>
        ) : (
          lag
        )}
      </td>
      <td>{deadLetters ?? "–"}</td>
    </tr>
  );
}
