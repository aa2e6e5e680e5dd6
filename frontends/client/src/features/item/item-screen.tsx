import { ApiProblem } from "@siren/web/failures";
import { Skeleton } from "@siren/web/ui/skeleton";
import { Link, useParams, useSearchParams } from "react-router";
import { useMenu } from "../../shared/queries.ts";
import { Failed, Screen } from "../../shared/screen.tsx";
import { useText } from "../../shared/texts.ts";
import { Chooser } from "./chooser.tsx";
import { useItemText } from "./item-texts.ts";
import "./item.css";

/** `?with=large.iced` opens it so; `&edit` changes that line of the cart instead of adding another. */
export function ItemScreen() {
  const say = useItemText();
  const sayShared = useText();
  const { storeId = "", itemId = "" } = useParams();
  const [asked] = useSearchParams();
  const { data: menu, error, refetch } = useMenu(storeId);
  const item = menu?.items.find((each) => each.itemId === itemId);
  const wanted = asked.get("with");
  const before = wanted === null ? null : wanted.split(".").filter(Boolean);
  if (item) {
    return (
      <Chooser
        key={`${storeId}/${itemId}?${asked}`}
        {...{ item, storeId, before }}
        isEdit={asked.has("edit")}
      />
    );
  }
  const isUnknownStore = !menu && error instanceof ApiProblem && [400, 404].includes(error.problem.status);
  if (menu || isUnknownStore) {
    return (
      <Screen title={say("noItemSuch")} back={menu ? `/stores/${storeId}` : "/"} narrow>
        <p className="soft">{say("noItemText")}</p>
        <Link className="ui-button" to={menu ? `/stores/${storeId}` : "/"}>
          {say(menu ? "toMenu" : "toStores")}
        </Link>
      </Screen>
    );
  }
  return (
    <Screen title={sayShared("menu")} back={`/stores/${storeId}`}>
      {error ? (
        <Failed text={say("menuFailed")} error={error} onRetry={refetch} />
      ) : (
        <div className="item-layout" role="status" aria-label={sayShared("loading")}>
          <Skeleton height="20rem" />
          <Skeleton height="24rem" />
        </div>
      )}
    </Screen>
  );
}
