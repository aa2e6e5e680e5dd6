import { localised, useLanguage, won } from "@siren/web/i18n";
import { useMoment } from "@siren/web/use-moment";
import { Link } from "react-router";
import type { LineTrouble } from "../../shared/cart-lines.ts";
import { focusHeading } from "../../shared/focus-heading.ts";
import { useCartText } from "./cart-texts.ts";

type Props = {
  trouble: LineTrouble;
  storeId: string;
  editPath: string;
  onRemove: () => void;
  onSeen: () => void;
};

/** What is the matter with a line, and what can be done about it right here. */
export function LineNote({ trouble, storeId, editPath, onRemove, onSeen }: Props) {
  const say = useCartText();
  const language = useLanguage();
  const moment = useMoment();
  const remove = (
    <button type="button" className="ui-button" data-look="bare" onClick={onRemove}>
      {say("remove")}
    </button>
  );
  const edit = (
    <Link className="ui-button" data-look="bare" to={editPath}>
      {say("edit")}
    </Link>
  );
  const other = (
    <Link className="ui-button" data-look="bare" to={`/stores/${storeId}`}>
      {say("similar")}
    </Link>
  );
  if (trouble.kind === "price") {
    const [was, is] = [won(trouble.was_krw, language), won(trouble.is_krw, language)];
    return (
      <div className="line-note" data-mild role="status">
        <p>{say(trouble.is_krw > trouble.was_krw ? "priceUp" : "priceDown", { was, is })}</p>
        <button
          type="button"
          className="ui-button"
          data-look="bare"
          onClick={() => {
            onSeen();
            focusHeading();
          }}
        >
          {say("understood")}
        </button>
      </div>
    );
  }
  if (trouble.kind === "was-sold-out")
    return (
      <div className="line-note" data-mild role="status">
        <p>{say("wasSoldOut", { time: moment(trouble.at) })}</p>
      </div>
    );
  const names =
    trouble.kind === "choice-sold-out"
      ? trouble.names.map((each) => localised(each, language)).join(", ")
      : "";
  const words = {
    unknown: say("unknown"),
    options: say("options"),
    "sold-out": say("soldOut"),
    "choice-sold-out": say("choiceSoldOut", { names }),
  }[trouble.kind];
  const isMended = trouble.kind === "options" || trouble.kind === "choice-sold-out";
  return (
    <div className="line-note" role="status" data-testid="line-trouble">
      <p>{words}</p>
      {isMended ? edit : other}
      {remove}
    </div>
  );
}
