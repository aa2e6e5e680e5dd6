import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { Skeleton } from "@siren/web/ui/skeleton";
import { type ReactNode, useEffect } from "react";
import { useMenuAway } from "./desk-queries.ts";
import { useDeskText } from "./desk-texts.ts";
import { isConflict } from "./use-keyed-send.ts";

/** One part of the desk, with its title on the page and on the window. */
export function Part({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Siren`;
  }, [title]);
  return (
    <div className="desk-part">
      <header>
        <h1>{title}</h1>
        {lead ? <p className="soft">{lead}</p> : null}
      </header>
      {children}
    </div>
  );
}

/** What was asked for, the wait for it, or why it is not there. */
export function Asked<T>(props: {
  query: { data: T | undefined; error: unknown };
  children: (data: T) => ReactNode;
}) {
  const say = useDeskText();
  const { data, error } = props.query;
  if (data !== undefined) return props.children(data);
  return error ? (
    <FailureNote error={error}>
      <p>{say("loadFailed")}</p>
    </FailureNote>
  ) : (
    <Skeleton height="16rem" />
  );
}

/** While menu is away its forms are grey, with the reason; what was written in them stays. */
export function MenuForm({ children }: { children: ReactNode }) {
  const away = useMenuAway();
  return (
    <>
      <MenuAway />
      <fieldset className="desk-form" disabled={away !== null}>
        {children}
      </fieldset>
    </>
  );
}

function MenuAway() {
  const say = useDeskText();
  const away = useMenuAway();
  if (!away) return null;
  return (
    <div data-testid="menu-away">
      <Note tone="warn">
        <p>{say(away === "menu" ? "menuAway" : "menuLineAway")}</p>
      </Note>
    </div>
  );
}

/** A conflict is no fault: it is told in its own words, and what collides is shown beside. */
export function WriteFailure({ error }: { error: unknown }) {
  const say = useDeskText();
  if (!error) return null;
  if (!isConflict(error)) return <FailureNote error={error} />;
  return (
    <div data-testid="conflict">
      <Note tone="warn">
        <p>{say("conflictMerged")}</p>
        <small>VERSION_CONFLICT</small>
      </Note>
    </div>
  );
}

type SaveBarProps = {
  edit: { isChanged: boolean; clashes: readonly unknown[]; drop: () => void };
  save: { isPending: boolean; isSuccess: boolean; error: unknown };
  /** A field says what is wrong with it. */
  isFaulty: boolean;
  /** The form goes away once it is saved, and says nothing of it. */
  closes?: boolean;
  onDrop?: () => void;
  label?: string;
};

/** The end of a form: why it was not saved, where its edit stands, and the way to save it or to throw it away. */
export function SaveBar({ edit, save, isFaulty, closes = false, onDrop = edit.drop, label }: SaveBarProps) {
  const say = useDeskText();
  const { isChanged, clashes } = edit;
  const standing = isChanged ? say("unsaved") : save.isSuccess && !closes ? say("saved") : "";
  return (
    <>
      <WriteFailure error={clashes.length > 0 ? null : save.error} />
      <div className="desk-save">
        <p role="status" data-testid="save-words" data-changed={isChanged}>
          {isFaulty ? say("checkFields") : standing}
        </p>
        {isChanged ? (
          <Button look="quiet" data-testid="drop-edit" onClick={onDrop}>
            {say("drop")}
          </Button>
        ) : null}
        <Button type="submit" busy={save.isPending} data-testid="save">
          {label ?? say("save")}
        </Button>
      </div>
    </>
  );
}
