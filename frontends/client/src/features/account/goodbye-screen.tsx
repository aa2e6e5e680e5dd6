import { Link } from "react-router";
import { ItemDrawing } from "../../shared/drawings.tsx";
import { Screen } from "../../shared/screen.tsx";
import { useDataText } from "./data-texts.ts";

export function GoodbyeScreen() {
  const word = useDataText();
  return (
    <Screen title={word("goodbye")} narrow>
      <div className="empty" data-testid="goodbye">
        <ItemDrawing item={{ itemId: "latte", categoryId: "espresso" }} />
        <p>{word("goodbyeText")}</p>
        <Link className="ui-button" to="/">
          {word("toStores")}
        </Link>
      </div>
    </Screen>
  );
}
