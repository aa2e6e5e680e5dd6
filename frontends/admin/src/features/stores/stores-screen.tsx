import { localised, useLanguage } from "@siren/web/i18n";
import { Note } from "@siren/web/ui/note";
import { useEffect } from "react";
import { Link } from "react-router";
import { useStores } from "../../shared/queries.ts";
import { useMember, useServices } from "../../shared/services.ts";
import { useText } from "../../shared/texts.ts";

/** One's own stores. Their names are menu's to tell; while it is away their short names do. */
export function StoresScreen() {
  const say = useText();
  const language = useLanguage();
  const { sounds } = useServices();
  const member = useMember();
  const stores = useStores();
  const title = say("pickStore");
  useEffect(() => {
    document.title = `${title} · Siren`;
  }, [title]);
  if (!member) return null;
  const isOps = member.roles.includes("ops");
  const isCounter = member.roles.includes("barista") || member.roles.includes("manager");
  if (!isOps && !isCounter) {
    return (
      <div className="narrow">
        <Note tone="warn">
          <p>{say("notStaff")}</p>
        </Note>
      </div>
    );
  }
  return (
    <div className="narrow">
      <p className="soft">{say("hello", { name: member.nickname })}</p>
      <h1>{isCounter ? title : say("opsRoom")}</h1>
      {isCounter && member.stores.length === 0 ? <Note>{say("noStores")}</Note> : null}
      <ul className="store-list">
        {(isCounter ? member.stores : []).map((storeId) => {
          const store = stores.data?.find((each) => each.storeId === storeId);
          return (
            <li key={storeId}>
              <Link
                className="store-link"
                to={`/stores/${encodeURIComponent(storeId)}`}
                data-testid={`store-${storeId}`}
                onClick={() => void sounds.allow()}
              >
                <strong>{store ? localised(store.name, language) : storeId}</strong>
                <span className="soft">{store ? localised(store.address, language) : ""}</span>
              </Link>
              {member.roles.includes("manager") ? (
                <Link
                  className="ui-link"
                  to={`/stores/${encodeURIComponent(storeId)}/desk`}
                  data-testid={`desk-${storeId}`}
                >
                  {say("storeDesk", { store: store ? localised(store.name, language) : storeId })}
                </Link>
              ) : null}
            </li>
          );
        })}
        {isOps ? (
          <li>
            <Link className="store-link" to="/ops" data-testid="ops-room">
              <strong>{say("opsRoom")}</strong>
              <span className="soft">{say("opsRoomLead")}</span>
            </Link>
          </li>
        ) : null}
        {/* Whom a manager may not appoint or let go, ops has to. */}
        {(isOps ? (stores.data ?? []) : [])
          .filter(({ storeId }) => !member.stores.includes(storeId))
          .map(({ storeId, name }) => (
            <li key={storeId}>
              <Link
                className="ui-link"
                to={`/stores/${encodeURIComponent(storeId)}/desk/staff`}
                data-testid={`desk-${storeId}`}
              >
                {say("storeDesk", { store: localised(name, language) })}
              </Link>
            </li>
          ))}
      </ul>
    </div>
  );
}
