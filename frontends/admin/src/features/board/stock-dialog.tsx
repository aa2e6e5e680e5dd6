import type { MenuItem } from "@siren/contracts/menu";
import { localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { FailureNote } from "@siren/web/ui/note";
import { Skeleton } from "@siren/web/ui/skeleton";
import { type FormEvent, useState } from "react";
import { useMenu } from "../../shared/queries.ts";
import type { BoardFeed } from "./board-feed.ts";
import type { Floor } from "./board-state.ts";
import { wishWords } from "./refused-wishes.tsx";
import { SaidLines } from "./said-lines.tsx";
import { useBoardText } from "./texts.ts";
import { useLane } from "./use-lane.ts";
import { laneOf, type Wish } from "./wishes.ts";

const deliveries = [6, 12, 24];

type Props = { open: boolean; onClose: () => void; feed: BoardFeed; board: Floor };

/** Bottles and food: how many stand there, and how many came in. */
export function StockDialog({ open, onClose, feed, board }: Props) {
  const say = useBoardText();
  const menu = useMenu(board.storeId, open);
  const isCounted = (item: MenuItem) => item.isCounted || board.stock.get(item.itemId)?.isCounted;
  const items = menu.data?.items.filter(isCounted) ?? [];
  return (
    <Dialog open={open} title={say("stockTitle")} onClose={onClose}>
      <p className="soft">{say("stockLead")}</p>
      {menu.isPending ? <Skeleton height="8rem" /> : null}
      {menu.error && !menu.data ? <FailureNote error={menu.error} /> : null}
      {menu.data && items.length === 0 ? <p>{say("stockNone")}</p> : null}
      <ul className="stock-list">
        {items.map((item) => (
          <StockRow key={item.itemId} {...{ item, feed, board }} />
        ))}
      </ul>
      <div className="ui-dialog-actions sticky">
        <Button onClick={onClose}>{say("close")}</Button>
      </div>
    </Dialog>
  );
}

function StockRow({ item, feed, board }: { item: MenuItem; feed: BoardFeed; board: Floor }) {
  const say = useBoardText();
  const language = useLanguage();
  const { itemId } = item;
  const name = localised(item.name, language);
  const [entered, setEntered] = useState("");
  const known = board.stock.get(itemId);
  const said = useLane(feed.wishes, laneOf({ about: "counted", id: itemId, n: null }));
  const tell = (wish: Wish) => feed.wishes.say(wish, item.name);
  const count = /^\d{1,5}$/.test(entered) ? Number(entered) : undefined;
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (count === undefined) return;
    tell({ about: "counted", id: itemId, n: count });
    setEntered("");
  }
  return (
    <li data-testid={`stock-${itemId}`} data-free={known?.isCounted ? known.free : undefined}>
      <p>
        <strong>{name}</strong>
        <span>{known?.isCounted ? say("stockFree", { n: known.free }) : say("stockUncounted")}</span>
      </p>
      <form onSubmit={submit}>
        <input
          inputMode="numeric"
          pattern="\d{1,5}"
          maxLength={5}
          value={entered}
          aria-label={say("stockCount", { name })}
          onChange={({ target }) => setEntered(target.value.replace(/\D/g, ""))}
        />
        <Button
          type="submit"
          look="quiet"
          disabled={count === undefined}
          aria-label={`${say("stockSave")}: ${name}`}
        >
          {say("stockSave")}
        </Button>
      </form>
      <div className="stock-more">
        {deliveries.map((n) => (
          <Button
            key={n}
            look="bare"
            aria-label={`${say("stockMore", { n })}: ${name}`}
            onClick={() => tell({ about: "received", id: itemId, n })}
          >
            {say("stockMore", { n })}
          </Button>
        ))}
        {known?.isCounted ? (
          <Button
            look="bare"
            aria-label={`${say("stockEnd")}: ${name}`}
            onClick={() => tell({ about: "counted", id: itemId, n: null })}
          >
            {say("stockEnd")}
          </Button>
        ) : null}
      </div>
      <SaidLines
        said={said}
        nameOf={(each) => wishWords({ ...each, name: null }, say, language)}
        onDismiss={feed.wishes.dismiss}
      />
    </li>
  );
}
