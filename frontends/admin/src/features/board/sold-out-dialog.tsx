import type { MenuItem } from "@siren/contracts/menu";
import { newKey } from "@siren/web/connections";
import { localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { FailureNote } from "@siren/web/ui/note";
import { Skeleton } from "@siren/web/ui/skeleton";
import { useMutation } from "@tanstack/react-query";
import { useMenu } from "../../shared/queries.ts";
import { useServices } from "../../shared/services.ts";
import { useText } from "../../shared/texts.ts";
import type { BoardFeed } from "./board-feed.ts";
import { type Board, isSoldOut } from "./board-state.ts";
import { refusalWords } from "./refusal-words.ts";

const patienceMs = 60_000;

type SoldOutDialogProps = { open: boolean; onClose: () => void; feed: BoardFeed; board: Board };

export function SoldOutDialog({ open, onClose, feed, board }: SoldOutDialogProps) {
  const say = useText();
  const language = useLanguage();
  const menu = useMenu(board.storeId, open);
  return (
    <Dialog open={open} title={say("soldOutTitle")} onClose={onClose}>
      <p className="soft">{say("soldOutLead")}</p>
      {menu.isPending ? <Skeleton height="12rem" /> : null}
      {menu.error && !menu.data ? (
        <>
          <p>{say("menuFailed")}</p>
          <FailureNote error={menu.error} />
        </>
      ) : null}
      {menu.data?.categories.map(({ categoryId, name }) => (
        <section key={categoryId} className="sold-out-group">
          <h3>{localised(name, language)}</h3>
          <ul>
            {menu.data.items
              .filter((item) => item.categoryId === categoryId)
              .map((item) => (
                <SoldOutRow key={item.itemId} {...{ item, feed, board }} />
              ))}
          </ul>
        </section>
      ))}
      <div className="ui-dialog-actions sticky">
        <Button onClick={onClose}>{say("close")}</Button>
      </div>
    </Dialog>
  );
}

function SoldOutRow({ item, feed, board }: { item: MenuItem; feed: BoardFeed; board: Board }) {
  const say = useText();
  const language = useLanguage();
  const { api } = useServices();
  const change = useMutation({
    mutationFn: ({ soldOut, key }: { soldOut: boolean; key: string }) =>
      api({
        ...{ method: "PUT", path: `/barista/stores/${board.storeId}/availability/${item.itemId}` },
        ...{ answer: null, body: { soldOut }, key, retryForMs: patienceMs },
      }),
    onSuccess: (_answer, { soldOut }) => feed.noteSoldOut(item.itemId, soldOut),
  });
  const isGone = change.isPending ? change.variables.soldOut : isSoldOut(board, item.itemId);
  return (
    <li>
      <button
        type="button"
        role="switch"
        className="switch-row"
        aria-checked={!isGone}
        data-testid={`availability-${item.itemId}`}
        onClick={() => change.mutate({ soldOut: !isGone, key: newKey() })}
      >
        <span>{localised(item.name, language)}</span>
        <span className="switch-words">{say(isGone ? "soldOut" : "offered")}</span>
        <span className="switch" aria-hidden="true" />
      </button>
      {change.error ? (
        <p className="tapped" data-bad role="alert">
          {refusalWords(change.error, language).text}
        </p>
      ) : null}
    </li>
  );
}
