import type { LocalText, PublishedMenu } from "@siren/contracts/menu";
import { localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { Field } from "@siren/web/ui/field";
import { FailureNote } from "@siren/web/ui/note";
import { Skeleton } from "@siren/web/ui/skeleton";
import { useState } from "react";
import { useMenu } from "../../shared/queries.ts";
import type { BoardFeed } from "./board-feed.ts";
import type { Floor } from "./board-state.ts";
import { SaidLines } from "./said-lines.tsx";
import { useBoardText } from "./texts.ts";
import { useLane } from "./use-lane.ts";
import { laneOf, type Wish } from "./wishes.ts";

type Props = { open: boolean; onClose: () => void; feed: BoardFeed; board: Floor };

/** An item, or a choice wherever it is offered. */
type Thing = { of: "item" | "option"; id: string; name: LocalText };
type Group = { id: string; title: LocalText | null; things: Thing[] };

export function SoldOutDialog({ open, onClose, feed, board }: Props) {
  const say = useBoardText();
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
      {menu.data ? <Things menu={menu.data} feed={feed} board={board} /> : null}
      <div className="ui-dialog-actions sticky">
        <Button onClick={onClose}>{say("close")}</Button>
      </div>
    </Dialog>
  );
}

type ThingsProps = { menu: PublishedMenu; feed: BoardFeed; board: Floor };

function Things({ menu, feed, board }: ThingsProps) {
  const say = useBoardText();
  const language = useLanguage();
  const [wanted, setWanted] = useState("");
  // As it was when it was opened: nothing moves from under a finger.
  const [gone] = useState(() => goneIn(board));
  const groups = found(goneFirst(groupsOf(menu), gone), wanted);
  return (
    <>
      <Field
        label={say("soldOutFind")}
        type="search"
        value={wanted}
        maxLength={40}
        data-testid="sold-out-find"
        onChange={({ target }) => setWanted(target.value)}
      />
      {groups.length === 0 ? <p>{say("soldOutNothing")}</p> : null}
      {groups.map(({ id, title, things }) => (
        <section key={id} className="sold-out-group">
          <h3>{title ? localised(title, language) : say("soldOutNow")}</h3>
          <ul>
            {things.map((thing) => (
              <SoldOutRow key={keyOf(thing)} {...{ thing, feed, board }} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

const keyOf = ({ of, id }: Pick<Thing, "of" | "id">) => `${of}/${id}`;

function goneIn({ soldOut, soldOutOptions }: Floor): ReadonlySet<string> {
  const marked = (of: Thing["of"], flags: Floor["soldOut"]) =>
    [...flags].flatMap(([id, told]) => (told.soldOut ? keyOf({ of, id }) : []));
  return new Set([...marked("item", soldOut), ...marked("option", soldOutOptions)]);
}

/** What is to be put back when it has come in is found at the top. */
function goneFirst(groups: readonly Group[], gone: ReadonlySet<string>): Group[] {
  const isGone = (thing: Thing) => gone.has(keyOf(thing));
  const now: Group = {
    id: "now",
    title: null,
    things: groups.flatMap(({ things }) => things.filter(isGone)),
  };
  return [now, ...groups.map((each) => ({ ...each, things: each.things.filter((one) => !isGone(one)) }))];
}

/** Items by category, then each choice once, by the group that it is chosen in. */
function groupsOf({ categories, items }: PublishedMenu): Group[] {
  const byCategory = categories.map(({ categoryId, name }) => ({
    ...{ id: categoryId, title: name },
    things: items
      .filter((item) => item.categoryId === categoryId)
      .map((item): Thing => ({ of: "item", id: item.itemId, name: item.name })),
  }));
  const groups = new Map<string, Group>();
  const seen = new Set<string>();
  for (const { groupId, name, choices } of items.flatMap(({ optionGroups }) => optionGroups)) {
    const group = groups.get(groupId) ?? { id: `options/${groupId}`, title: name, things: [] };
    groups.set(groupId, group);
    for (const choice of choices) {
      if (seen.has(choice.choiceId)) continue;
      seen.add(choice.choiceId);
      group.things.push({ of: "option", id: choice.choiceId, name: choice.name });
    }
  }
  return [...byCategory, ...groups.values()];
}

function found(groups: readonly Group[], wanted: string): Group[] {
  const word = wanted.trim().toLowerCase();
  const fits = ({ name }: Thing) => `${name.ko} ${name.en}`.toLowerCase().includes(word);
  return groups
    .map((group) => ({ ...group, things: group.things.filter(fits) }))
    .filter(({ things }) => things.length > 0);
}

function SoldOutRow({
  thing: { of, id, name },
  feed,
  board,
}: {
  thing: Thing;
  feed: BoardFeed;
  board: Floor;
}) {
  const say = useBoardText();
  const language = useLanguage();
  const list = of === "item" ? "soldOut" : "soldOutOptions";
  const isGone = board[list].get(id)?.soldOut ?? false;
  const wish: Wish = { about: of, id, soldOut: !isGone };
  const said = useLane(feed.wishes, laneOf(wish));
  return (
    <li>
      <button
        type="button"
        role="switch"
        className="switch-row"
        aria-checked={!isGone}
        data-testid={of === "item" ? `availability-${id}` : `option-${id}`}
        onClick={() => feed.wishes.say(wish, name)}
      >
        <span>{localised(name, language)}</span>
        <span className="switch-words">{say(isGone ? "soldOut" : "offered")}</span>
        <span className="switch" aria-hidden="true" />
      </button>
      <SaidLines said={said} onDismiss={feed.wishes.dismiss} />
    </li>
  );
}
