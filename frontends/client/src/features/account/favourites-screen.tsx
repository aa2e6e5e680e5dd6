import type { FavouriteView } from "@siren/contracts/wallet";
import { newKey } from "@siren/web/connections";
import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useState } from "react";
import { Link } from "react-router";
import { ItemDrawing } from "../../shared/drawings.tsx";
import { focusHeading } from "../../shared/focus-heading.ts";
import { useFavourites } from "../../shared/use-favourites.ts";
import { useAccountText } from "./account-texts.ts";
import { FavouriteRow } from "./favourite-row.tsx";
import { useFavouriteWrites } from "./favourite-writes.ts";
import { useFavouritesText } from "./favourites-texts.ts";
import { MemberScreen } from "./member-screen.tsx";
import { useMine } from "./mine.ts";
import { MinePart } from "./mine-part.tsx";

export function FavouritesScreen() {
  const say = useAccountText();
  const word = useFavouritesText();
  return (
    <MemberScreen title={say("part_favourites")} lead={word("lead")}>
      {() => <Favourites />}
    </MemberScreen>
  );
}

function Favourites() {
  const word = useFavouritesText();
  const mine = useMine("favourites");
  const onPhone = useFavourites().favourites;
  // After a reload without member, the phone's own copy is all that is known.
  const isFromPhone = mine.data === undefined && mine.isAway && onPhone.length > 0;
  const shown = isFromPhone ? { ...mine, data: { favourites: onPhone } } : mine;
  const { save, remove } = useFavouriteWrites();
  const [gone, setGone] = useState<FavouriteView>();
  return (
    <div className="stack">
      {gone && !save.isPending ? (
        <Note>
          <p className="row spread">
            <span>{word("removed", { name: gone.name })}</span>
            <Button
              look="bare"
              onClick={() => {
                save.mutate({ favourite: gone, key: newKey() });
                setGone(undefined);
              }}
            >
              {word("undo")}
            </Button>
          </p>
        </Note>
      ) : null}
      {remove.error || save.error ? <FailureNote error={remove.error ?? save.error} /> : null}
      {isFromPhone ? <Note tone="warn">{word("fromPhone")}</Note> : null}
      <MinePart mine={shown} height="12rem">
        {({ favourites }) =>
          favourites.length === 0 ? (
            <div className="empty">
              <ItemDrawing item={{ itemId: "vanilla-latte", categoryId: "espresso" }} />
              <h2>{word("none")}</h2>
              <p className="soft">{word("noneText")}</p>
              <Link className="ui-button" to="/menu">
                {word("toMenu")}
              </Link>
            </div>
          ) : (
            <ul className="stack-tight">
              {favourites.map((favourite) => (
                <FavouriteRow
                  key={favourite.favouriteId}
                  favourite={favourite}
                  isLeaving={
                    remove.isPending && remove.variables.favourite.favouriteId === favourite.favouriteId
                  }
                  onRemove={() =>
                    remove.mutate(
                      { favourite, key: newKey() },
                      {
                        onSuccess() {
                          setGone(favourite);
                          focusHeading();
                        },
                      },
                    )
                  }
                />
              ))}
            </ul>
          )
        }
      </MinePart>
    </div>
  );
}
